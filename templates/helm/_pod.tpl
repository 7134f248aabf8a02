{{- /* @{ header } */ -}}

{{- /*
One pod for all: Deployment, CronJob, migration Job and test differ by what they add to the context.
oneshot       runs to its end: no probes, no port, no drain
early         starts before the release's ConfigMap and ServiceAccount exist: carries its variables itself
command, args in place of the service's
extra         more variables
component     the label
key           the service that it stands beside, under a name of its own
*/ -}}

{{- define "@{ chart }.question" -}}
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
{{- end -}}

{{- /*
One question, asked often while the service starts; then a service that does not answer leaves the load
balancer first, and is restarted only if that has not helped after as long again.
*/ -}}
{{- define "@{ chart }.probes" -}}
{{- $health := .service.health | default dict -}}
{{- $interval := $health.intervalSeconds | default 10 | int -}}
{{- $starting := min $interval 5 | int -}}
{{- $question := include "@{ chart }.question" $health | trim -}}
{{- $timeout := $health.timeoutSeconds | default 3 | int -}}
{{- if $health }}
startupProbe:
  {{- $question | nindent 2 }}
  periodSeconds: {{ $starting }}
  timeoutSeconds: {{ $timeout }}
  failureThreshold: {{ div (add ($health.startSeconds | default 60 | int) $starting -1) $starting }}
livenessProbe:
  {{- $question | nindent 2 }}
  periodSeconds: {{ $interval }}
  timeoutSeconds: {{ $timeout }}
  failureThreshold: 6
{{- end }}
{{- if .service.port }}
readinessProbe:
  {{- $question | nindent 2 }}
  periodSeconds: {{ $interval }}
  timeoutSeconds: {{ $timeout }}
  failureThreshold: 3
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
name: {{ toYaml .name }}
image: {{ include "@{ chart }.image" . | toYaml }}
imagePullPolicy: IfNotPresent
{{- if .command }}
command:
  {{- toYaml .command | nindent 2 }}
{{- else }}
{{- with .service.command }}
command:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .args | default .service.args }}
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
{{- with include "@{ chart }.probes" . | trim }}
{{ . }}
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

{{- define "@{ chart }.podSpec" -}}
{{- $container := include "@{ chart }.container" . -}}
{{- $patch := get (.service.patch | default dict) "Container" | default dict -}}
{{- if .oneshot -}}
{{- $patch = omit $patch "livenessProbe" "readinessProbe" "startupProbe" "lifecycle" "ports" -}}
{{- end -}}
{{- if .oneshot }}
restartPolicy: Never
{{- end }}
{{- if not .key }}
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
        {{- include "@{ chart }.selectorLabels" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end }}
containers:
  - {{ include "@{ chart }.patched" (dict "patch" $patch "text" $container) | indent 4 | trim }}
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

{{- define "@{ chart }.podTemplate" -}}
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
  {{- include "@{ chart }.podSpec" . | trim | nindent 2 }}
{{- end -}}

{{- define "@{ chart }.pod" -}}
{{- include "@{ chart }.patched" (dict "patch" (get (.service.patch | default dict) "Pod") "text" (include "@{ chart }.podTemplate" .)) -}}
{{- end -}}
