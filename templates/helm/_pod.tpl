{{- /* @{ header } */ -}}

{{- /*
One pod for all: Deployment, CronJob, migration Job and test differ by the context they pass on top:
"oneshot" (runs to its end: no probes, no port, no drain), "early" (starts before the release's ConfigMap
and ServiceAccount exist, so it carries its variables itself), "command", "extra" (more variables), "component", and "key" (the service that a pod
of another name stands beside).
*/ -}}

{{- define "@{ chart }.probe" -}}
{{- if .path }}
httpGet:
  path: {{ .path | quote }}
  port: http
{{- else if .command }}
exec:
  command:
    {{- toYaml .command | nindent 4 }}
{{- else }}
tcpSocket:
  port: http
{{- end }}
{{- with omit . "path" "command" }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* The sleep before SIGTERM: endpoints must have dropped the pod before it stops to listen. */ -}}
{{- define "@{ chart }.preStopSeconds" -}}
{{- if hasKey .service "preStopSeconds" -}}
{{- .service.preStopSeconds | int -}}
{{- else if .service.port -}}
5
{{- else -}}
0
{{- end -}}
{{- end -}}

{{- define "@{ chart }.variables" -}}
{{- if .early }}
{{- range $variable, $value := include "@{ chart }.plainVariables" . | fromYaml }}
- name: {{ $variable }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
{{- include "@{ chart }.secretVariables" . }}
{{- range $variable, $value := .extra }}
- name: {{ $variable }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}

{{- define "@{ chart }.container" -}}
{{- $service := .service -}}
name: {{ toYaml .name }}
image: {{ include "@{ chart }.image" . }}
imagePullPolicy: IfNotPresent
{{- if .command }}
command:
  {{- toYaml .command | nindent 2 }}
{{- else }}
{{- with .service.command }}
command:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .service.args }}
args:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- with include "@{ chart }.variables" . | trim }}
env:
  {{- . | nindent 2 }}
{{- end }}
{{- if and (not .early) (include "@{ chart }.plainVariables" .) }}
envFrom:
  - configMapRef:
      name: {{ .configMap | default (include "@{ chart }.fullname" .) }}
{{- end }}
{{- if not .oneshot }}
{{- with .service.port }}
ports:
  - name: http
    containerPort: {{ . | int }}
{{- end }}
{{- range $probe := list "startup" "liveness" "readiness" }}
{{- with get ($service.probes | default dict) $probe }}
{{ $probe }}Probe:
  {{- include "@{ chart }.probe" . | trim | nindent 2 }}
{{- end }}
{{- end }}
{{- $preStop := include "@{ chart }.preStopSeconds" . | int }}
{{- if $preStop }}
lifecycle:
  preStop:
    sleep:
      seconds: {{ $preStop }}
{{- end }}
{{- end }}
{{- with .service.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- if or .service.writable .service.volumes }}
volumeMounts:
  {{- range .service.writable }}
  - name: {{ include "@{ chart }.volumeName" . }}
    mountPath: {{ . }}
  {{- end }}
  {{- range $name, $volume := .service.volumes }}
  - name: {{ toYaml $name }}
    mountPath: {{ $volume.path }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "@{ chart }.volumeName" -}}
{{- printf "writable-%s" (regexReplaceAll "[^a-z0-9]+" (lower .) "-" | trimAll "-") | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "@{ chart }.podTemplate" -}}
{{- $container := include "@{ chart }.container" . -}}
{{- $patch := get (.service.patch | default dict) "Container" | default dict -}}
{{- if .oneshot -}}
{{- $patch = omit $patch "livenessProbe" "readinessProbe" "startupProbe" "lifecycle" "ports" -}}
{{- end -}}
metadata:
  {{- if not .oneshot }}
  {{- with include "@{ chart }.plainVariables" . }}
  annotations:
    checksum/config: {{ sha256sum . }}
  {{- end }}
  {{- end }}
  labels:
    {{- include "@{ chart }.podLabels" . | nindent 4 }}
spec:
  {{- if .oneshot }}
  restartPolicy: Never
  {{- else }}
  terminationGracePeriodSeconds: {{ add (include "@{ chart }.preStopSeconds" . | int) (.service.drain | default 30 | int) }}
  {{- end }}
  {{- if not .early }}
  serviceAccountName: {{ .serviceAccount | default (include "@{ chart }.fullname" .) }}
  {{- end }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    {{- with .service.user }}
    runAsUser: {{ . | int }}
    runAsGroup: {{ . | int }}
    {{- end }}
    {{- if .service.volumes }}
    fsGroup: {{ .service.user | default 1000 | int }}
    {{- end }}
    seccompProfile:
      type: RuntimeDefault
  {{- if and (not .oneshot) (or .service.autoscaling (gt (include "@{ chart }.replicas" . | int) 1)) }}
  topologySpreadConstraints:
    {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - topologyKey: {{ $key }}
      maxSkew: 1
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "@{ chart }.selectorLabels" $ | nindent 10 }}
      matchLabelKeys: [pod-template-hash]
    {{- end }}
  {{- end }}
  containers:
    - {{ include "@{ chart }.patched" (dict "patch" $patch "text" $container) | indent 6 | trim }}
  {{- if or .service.writable .service.volumes }}
  volumes:
    {{- range .service.writable }}
    - name: {{ include "@{ chart }.volumeName" . }}
      emptyDir: {}
    {{- end }}
    {{- range $name, $volume := .service.volumes }}
    - name: {{ toYaml $name }}
      {{- /* A pod beside the running one may not mount its disk: a migration or test gets an empty one. */}}
      {{- if $.key }}
      emptyDir: {}
      {{- else }}
      persistentVolumeClaim:
        claimName: {{ include "@{ chart }.fullname" $ }}-{{ $name }}
      {{- end }}
    {{- end }}
  {{- end }}
{{- end -}}

{{- define "@{ chart }.pod" -}}
{{- include "@{ chart }.patched" (dict "patch" (get (.service.patch | default dict) "Pod") "text" (include "@{ chart }.podTemplate" .)) -}}
{{- end -}}
