{{- /* @{ header } */ -}}

{{- /*
The named templates below take one context: a dict of "root" (the chart's own $), "name" and "service"
(key and value of an entry of .Values.services).
*/ -}}

{{- /* Name of a service's objects: release and service, within 63 characters; a CronJob needs 11 for its Jobs. */ -}}
{{- define "@{ chart }.fullname" -}}
{{- printf "%s-%s" .root.Release.Name .name | trunc (ternary 52 63 (hasKey .service "cron")) | trimSuffix "-" -}}
{{- end -}}

{{- /* What a service is called inside the cluster. A canary calls the stable release, not its like. */ -}}
{{- define "@{ chart }.host" -}}
{{- printf "%s-%s" (include "@{ chart }.base" .root) .name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- /* The name of the stable release, also in a canary's. Its context is the chart's own $. */ -}}
{{- define "@{ chart }.base" -}}
{{- if .Values.canary.enabled -}}
{{- trimSuffix "-canary" .Release.Name -}}
{{- else -}}
{{- .Release.Name -}}
{{- end -}}
{{- end -}}

{{- /* Whether this release runs the service: a canary release runs only what may be a canary. */ -}}
{{- define "@{ chart }.active" -}}
{{- if or (not .root.Values.canary.enabled) .service.canary -}}
true
{{- end -}}
{{- end -}}

{{- define "@{ chart }.component" -}}
{{- if .service.cron -}}
cron
{{- else if .service.port -}}
web
{{- else -}}
worker
{{- end -}}
{{- end -}}

{{- /* What a selector may hold: it can never change, and no two releases share it. */ -}}
{{- define "@{ chart }.selectorLabels" -}}
app.kubernetes.io/name: {{ toYaml .name }}
app.kubernetes.io/instance: {{ toYaml .root.Release.Name }}
{{- end -}}

{{- /* Labels of pods: nothing that changes with a release alone, so that pods restart only for a reason. */ -}}
{{- define "@{ chart }.podLabels" -}}
{{ include "@{ chart }.selectorLabels" . }}
app.kubernetes.io/component: {{ .component | default (include "@{ chart }.component" .) }}
app.kubernetes.io/part-of: {{ .root.Chart.Name }}
environment: {{ toYaml .root.Values.environment }}
{{- end -}}

{{- define "@{ chart }.labels" -}}
{{ include "@{ chart }.podLabels" . }}
{{- with .root.Values.version }}
app.kubernetes.io/version: {{ toYaml . }}
{{- end }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{- define "@{ chart }.metadata" -}}
name: {{ include "@{ chart }.fullname" . }}{{ with .suffix }}-{{ . }}{{ end }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "@{ chart }.labels" . | nindent 2 }}
{{- end -}}

{{- /* The fewest pods that the service runs with in this release. */ -}}
{{- define "@{ chart }.replicas" -}}
{{- if and .root.Values.canary.enabled .root.Values.canary.replicas -}}
{{- .root.Values.canary.replicas | int -}}
{{- else if .service.singleton -}}
1
{{- else if .service.autoscaling -}}
{{- .service.autoscaling.min | int -}}
{{- else if hasKey .service "replicas" -}}
{{- .service.replicas | int -}}
{{- else -}}
1
{{- end -}}
{{- end -}}

{{- /* A digest names one image for ever, so it wins over a tag, and a tag over the version of the release. */ -}}
{{- define "@{ chart }.image" -}}
{{- $image := .service.image -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- $key := printf "services.%s.image.digest" (.key | default .name) -}}
{{- $tag := $image.tag | default .root.Values.version -}}
{{- printf "%s:%s" $image.repository (required (printf "%s is not set: pass --set %s=sha256:..., or --set version=... to deploy every service by tag" $key $key) $tag) -}}
{{- end -}}
{{- end -}}

{{- /* Plain variables as a YAML map: `env` of all and its own, and `links`, without the names that a secret takes. */ -}}
{{- define "@{ chart }.plainVariables" -}}
{{- $root := .root -}}
{{- $plain := dict -}}
{{- range $env := ternary (list .service.env) (list $root.Values.env .service.env) (.service.onlyOwnEnv | default false) -}}
{{- range $variable, $value := $env -}}
{{- $_ := set $plain $variable $value -}}
{{- end -}}
{{- end -}}
{{- range $variable, $link := .service.links -}}
{{- $target := required (printf "%s links to a service that the values do not name: %s" $variable $link.service) (get $root.Values.services $link.service) -}}
{{- $host := include "@{ chart }.host" (dict "root" $root "name" $link.service) -}}
{{- $port := required (printf "%s links to a service that has no port: %s" $variable $link.service) $target.port -}}
{{- $value := $link.value | replace "{host}" $host | replace "{port}" ($port | toString) -}}
{{- $_ := set $plain $variable $value -}}
{{- end -}}
{{- range $variable, $secret := .service.secrets -}}
{{- $_ := unset $plain $variable -}}
{{- end -}}
{{- if $plain -}}
{{- toYaml $plain -}}
{{- end -}}
{{- end -}}

{{- /* Secrets as a list of variables: by reference only. */ -}}
{{- define "@{ chart }.secretVariables" -}}
{{- $root := .root -}}
{{- range $variable, $secret := .service.secrets }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret.secret | default $root.Values.secretName | default (include "@{ chart }.base" $root) }}
      key: {{ $secret.key | default $variable }}
      {{- if $secret.optional }}
      optional: true
      {{- end }}
{{- end }}
{{- end -}}

{{- /* Merges "from" into "into", in place and deeply; null removes, a list replaces. */ -}}
{{- define "@{ chart }.merge" -}}
{{- $into := .into -}}
{{- range $key, $value := .from -}}
{{- if and (kindIs "map" $value) (kindIs "map" (get $into $key)) -}}
{{- include "@{ chart }.merge" (dict "into" (get $into $key) "from" $value) -}}
{{- else if kindIs "invalid" $value -}}
{{- $_ := unset $into $key -}}
{{- else -}}
{{- $_ := set $into $key $value -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* "text" (YAML of an object) as it is, or with "patch" merged in. */ -}}
{{- define "@{ chart }.patched" -}}
{{- if .patch -}}
{{- $object := fromYaml .text -}}
{{- include "@{ chart }.merge" (dict "into" $object "from" (deepCopy .patch)) -}}
{{- toYaml $object -}}
{{- else -}}
{{- .text | trim -}}
{{- end -}}
{{- end -}}
