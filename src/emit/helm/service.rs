//! One service of the plan as an entry of `services` in the chart's values.

use std::collections::BTreeMap;

use super::health;
use super::model::{
    AbsolutePath, Amounts, Autoscaling, Cron, Egress, Image, Ingress, Resources, Service, Strategy, VariableName,
    Volume,
};
use super::variables;
use crate::plan::{self, Environment, ImageUse, Plan, Scale, SecretKeys, Value};

/// The annotation by which cert-manager fetches the certificate of an Ingress.
const ISSUER: &str = "cert-manager.io/cluster-issuer";

/// The entry of `service`.
pub fn service(
    plan: &Plan,
    environment: &Environment,
    service: &plan::Service,
    keys: &SecretKeys,
    shared: &BTreeMap<VariableName, String>,
) -> Service {
    let scale = scale(service);
    let way = environment.set.rollout.as_ref().map(|rollout| rollout.strategy.value);
    let beside = matches!(way, Some(plan::Strategy::Canary | plan::Strategy::BlueGreen));
    let stops_first = way == Some(plan::Strategy::Recreate) || !service.set.volumes.is_empty();
    let ingress = ingress(environment, service);
    let mut out = Service {
        image: image(plan, service),
        // As Compose has it: an entry point such as an init process stays.
        args: service.command.clone(),
        port: service.port,
        replicas: scale.0,
        autoscaling: scale.1,
        singleton: service.singleton,
        strategy: (stops_first && !service.singleton).then_some(Strategy::Recreate),
        cron: cron(service),
        canary: beside && ingress.is_some(),
        ingress,
        egress: egress(environment, service),
        health: health::health(service),
        test: health::test(service),
        drain: service.set.drain.as_ref().map(|_| seconds(service.drain.as_seconds())),
        resources: resources(service),
        writable: service.set.writable.iter().map(|path| AbsolutePath(path.value.clone())).collect(),
        volumes: service.set.volumes.iter().map(volume).collect(),
        user: service.set.user.as_ref().and_then(|user| u32::try_from(user.value.0).ok()),
        ..Service::default()
    };
    variables::fill(&mut out, service, environment, keys, shared);
    out
}

fn seconds(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn image(plan: &Plan, service: &plan::Service) -> Image {
    if let Some(image) = plan.image(service) {
        return Image { repository: image.repository.clone(), ..Image::default() };
    }
    let ImageUse::External(name) = &service.image else { return Image::default() };
    if let Some((name, digest)) = name.split_once('@') {
        return Image { repository: name.to_owned(), digest: Some(digest.to_owned()), tag: None };
    }
    match name.rsplit_once(':') {
        // A colon before a slash belongs to the registry's port.
        Some((repository, tag)) if !tag.contains('/') => {
            Image { repository: repository.to_owned(), tag: Some(tag.to_owned()), digest: None }
        }
        _ => Image { repository: name.clone(), ..Image::default() },
    }
}

fn scale(service: &plan::Service) -> (Option<u32>, Option<Autoscaling>) {
    match service.scale {
        // One is what the chart does by itself, for a singleton and a job in any case.
        Scale::Fixed(_) if service.singleton || service.set.schedule.is_some() => (None, None),
        Scale::Fixed(1) if service.set.scale.is_none() => (None, None),
        Scale::Fixed(count) => (Some(count), None),
        Scale::Auto { min, max, cpu, memory } => (None, Some(Autoscaling { min, max, cpu, memory })),
    }
}

fn cron(service: &plan::Service) -> Option<Cron> {
    let schedule = service.set.schedule.as_ref()?;
    Some(Cron {
        schedule: schedule.cron.value.0.clone(),
        time_zone: Some(schedule.zone.as_ref().map_or("Etc/UTC", |zone| &zone.value).to_owned()),
        timeout_seconds: schedule.timeout.as_ref().map(|timeout| seconds(timeout.value.as_seconds())),
        ..Cron::default()
    })
}

fn resources(service: &plan::Service) -> Option<Resources> {
    let set = service.set.resources.as_ref()?;
    let memory = set.memory.as_ref().map(|memory| memory.value.to_string());
    let amounts = |cpu: Option<String>, memory: Option<String>| {
        (cpu.is_some() || memory.is_some()).then_some(Amounts { cpu, memory })
    };
    Some(Resources {
        requests: amounts(set.cpu.as_ref().map(|cpu| cpu.value.to_string()), memory.clone()),
        limits: amounts(set.cpu_limit.as_ref().map(|cpu| cpu.value.to_string()), memory),
    })
}

fn volume(volume: &plan::Volume) -> (String, Volume) {
    let size = volume.size.as_ref().map_or_else(|| "1Gi".to_owned(), |size| size.value.to_string());
    let path = AbsolutePath(volume.at.value.clone());
    (volume.name.value.0.clone(), Volume { path, size, class_name: None })
}

/// The host name of the service's public address.
pub fn host(service: &plan::Service) -> Option<String> {
    if let Some(domain) = &service.domain {
        return Some(domain.clone());
    }
    let url = service.public_url.as_deref()?;
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':']).next().filter(|host| !host.is_empty()).map(str::to_owned)
}

fn ingress(environment: &Environment, service: &plan::Service) -> Option<Ingress> {
    if !service.public {
        return None;
    }
    let host = host(service)?;
    let issuer = environment.set.cluster.as_ref().and_then(|cluster| cluster.issuer.as_ref());
    // Ingresses of one host share its certificate, and one of them asks for it: two would fight over the Secret.
    let first = environment.services.iter().find(|other| other.public && self::host(other).as_ref() == Some(&host));
    let asks = first.is_some_and(|first| first.name == service.name);
    let annotations = issuer.filter(|_| asks).map(|issuer| (ISSUER.to_owned(), issuer.value.0.clone()));
    let paths = match service.routes.as_slice() {
        [only] if only == "/" => Vec::new(),
        routes => routes.iter().cloned().map(AbsolutePath).collect(),
    };
    Some(Ingress {
        tls_secret: Some(format!("{}-tls", host.replace('.', "-").replace('*', "wildcard"))),
        hosts: vec![host],
        paths,
        annotations: annotations.into_iter().collect(),
    })
}

/// The datastores that its variables name, and HTTPS: what a service calls beside them cannot be seen in the spec.
fn egress(environment: &Environment, service: &plan::Service) -> BTreeMap<String, Egress> {
    let mut out: BTreeMap<_, _> = service
        .variables
        .iter()
        .filter_map(|variable| match &variable.value {
            Value::From(from) if from.datastore => environment.datastore(&from.name),
            _ => None,
        })
        .map(|store| (store.name.clone(), Egress::Port(store.port())))
        .collect();
    out.insert("https".to_owned(), Egress::Port(443));
    out
}
