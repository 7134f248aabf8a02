//! One service of the plan as an entry of `services` in the chart's values.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::health;
use super::model::{
    AbsolutePath, Amounts, Autoscaling, Cron, Egress, Image, Ingress, Resources, Service, Sorted, Strategy, Volume,
};
use super::variables::{self, Plain};
use crate::plan::{self, Environment, ImageUse, Plan, Scale, SecretKeys, Value};

/// The annotation by which cert-manager fetches the certificate of an Ingress.
const ISSUER: &str = "cert-manager.io/cluster-issuer";

/// What the entries of an environment's services are made with.
pub struct Maker<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The environment.
    pub environment: &'a Environment,
    /// The keys of its Secret.
    pub keys: SecretKeys,
    /// The plain variables that stand at the top.
    pub shared: Plain<'a>,
    /// For each host name the service that asks for its certificate: where Ingresses share a host, two would fight over
    /// the Secret.
    asking: BTreeMap<&'a str, &'a str>,
}

impl<'a> Maker<'a> {
    /// For the services of `environment`.
    pub fn of(plan: &'a Plan, environment: &'a Environment) -> Self {
        let mut asking = BTreeMap::new();
        for service in environment.services.iter().filter(|service| service.public) {
            if let Some(host) = host(service) {
                asking.entry(host).or_insert(service.name.as_str());
            }
        }
        let shared = variables::shared(environment);
        Self { plan, environment, keys: SecretKeys::of(environment), shared, asking }
    }

    /// The entry of `service`.
    pub fn service(&self, service: &'a plan::Service) -> Service<'a> {
        let scale = scale(service);
        let way = self.environment.set.rollout.as_ref().map(|rollout| rollout.strategy.value);
        let beside = matches!(way, Some(plan::Strategy::Canary | plan::Strategy::BlueGreen));
        let stops_first = way == Some(plan::Strategy::Recreate) || !service.set.volumes.is_empty();
        let ingress = self.ingress(service);
        let mut out = Service {
            image: image(self.plan, service),
            // As Compose has it: an entry point such as an init process stays.
            args: service.command.iter().map(Cow::from).collect(),
            port: service.port,
            replicas: scale.0,
            autoscaling: scale.1,
            singleton: service.singleton,
            strategy: (stops_first && !service.singleton).then_some(Strategy::Recreate),
            cron: cron(service),
            canary: beside && ingress.is_some(),
            ingress,
            egress: self.egress(service),
            health: health::health(service),
            test: health::test(service),
            drain: service.set.drain.as_ref().map(|_| seconds(service.drain.as_seconds())),
            resources: resources(service),
            writable: service.set.writable.iter().map(|path| AbsolutePath((&path.value).into())).collect(),
            volumes: service.set.volumes.iter().map(volume).collect(),
            user: service.set.user.as_ref().and_then(|user| u32::try_from(user.value.0).ok()),
            ..Service::default()
        };
        variables::fill(&mut out, service, self);
        out
    }

    fn ingress(&self, service: &'a plan::Service) -> Option<Ingress<'a>> {
        if !service.public {
            return None;
        }
        let host = host(service)?;
        let issuer = self.environment.set.cluster.as_ref().and_then(|cluster| cluster.issuer.as_ref());
        let asks = self.asking.get(host) == Some(&service.name.as_str());
        let annotations = issuer.filter(|_| asks).map(|issuer| (ISSUER.into(), (&issuer.value.0).into()));
        let paths = match &*service.routes {
            [only] if only == "/" => Vec::new(),
            routes => routes.iter().map(|route| AbsolutePath(route.into())).collect(),
        };
        Some(Ingress {
            tls_secret: Some((host.replace('.', "-").replace('*', "wildcard") + "-tls").into()),
            hosts: vec![host.into()],
            paths,
            annotations: annotations.into_iter().collect(),
        })
    }

    /// The datastores that its variables name, and HTTPS: what a service calls beside them cannot be seen in the spec.
    fn egress(&self, service: &plan::Service) -> Sorted<Cow<'a, str>, Egress> {
        let mut out = Sorted::default();
        for variable in &service.variables {
            if let Value::From(from) = &variable.value
                && from.datastore
                && let Some(store) = self.environment.datastore(&from.name)
            {
                out.insert(Cow::from(&store.name), Egress::Port(store.port()));
            }
        }
        out.insert("https".into(), Egress::Port(443));
        out
    }
}

fn seconds(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn image<'a>(plan: &'a Plan, service: &'a plan::Service) -> Image<'a> {
    if let Some(image) = plan.image(service) {
        return Image { repository: (&image.repository).into(), ..Image::default() };
    }
    let ImageUse::External(name) = &service.image else { return Image::default() };
    if let Some((name, digest)) = name.split_once('@') {
        return Image { repository: name.into(), digest: Some(digest.into()), tag: None };
    }
    match name.rsplit_once(':') {
        // A colon before a slash belongs to the registry's port.
        Some((repository, tag)) if !tag.contains('/') => {
            Image { repository: repository.into(), tag: Some(tag.into()), digest: None }
        }
        _ => Image { repository: name.into(), ..Image::default() },
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

fn cron(service: &plan::Service) -> Option<Cron<'_>> {
    let schedule = service.set.schedule.as_ref()?;
    Some(Cron {
        schedule: (&schedule.cron.value.0).into(),
        time_zone: Some(schedule.zone.as_ref().map_or("Etc/UTC", |zone| &zone.value).into()),
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

fn volume(volume: &plan::Volume) -> (Cow<'_, str>, Volume<'_>) {
    let size = volume.size.as_ref().map_or("1Gi".into(), |size| size.value.to_string().into());
    let path = AbsolutePath((&volume.at.value).into());
    ((&volume.name.value.0).into(), Volume { path, size, class_name: None })
}

/// The host name of the service's public address.
pub fn host(service: &plan::Service) -> Option<&str> {
    if let Some(domain) = &service.domain {
        return Some(domain);
    }
    let url = service.public_url.as_deref()?;
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':']).next().filter(|host| !host.is_empty())
}
