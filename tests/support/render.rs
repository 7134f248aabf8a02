//! Render's API in miniature, for the tests of `render.sh`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::server::{Reply, Request, Server};

/// The only API key that it accepts.
pub const KEY: &str = "rnd_Zm9vYmFyLWtleS0xMjM0NTY3ODkw";

/// Render in miniature: services `api` and `worker`, whose deploys go through the statuses given by the test.
pub struct Render {
    deploys: Vec<Value>,
    stages: Vec<(String, VecDeque<&'static str>)>,
    canned: Vec<(&'static str, VecDeque<Reply>)>,
    /// What the list of services shows.
    pub services: Vec<Value>,
}

impl Render {
    /// Two services that were never deployed.
    pub fn new() -> Self {
        let service = |name: &str| {
            json!({"cursor": "c", "service": {"id": format!("srv-{name}"), "name": name, "suspended": "not_suspended",
                "dashboardUrl": format!("https://dashboard.example.com/{name}")}})
        };
        Self {
            deploys: Vec::new(),
            stages: Vec::new(),
            canned: Vec::new(),
            services: vec![service("api"), service("worker")],
        }
    }

    /// The statuses that a new deploy of a service shows, one a look; the last one stays.
    pub fn stages(mut self, service: &str, statuses: &[&'static str]) -> Self {
        self.stages.push((format!("srv-{service}"), statuses.iter().copied().collect()));
        self
    }

    /// Answers the next requests whose `METHOD /path` starts so with these, before anything else.
    pub fn first(mut self, start: &'static str, replies: Vec<Reply>) -> Self {
        self.canned.push((start, replies.into()));
        self
    }

    /// An older deploy; call newest last.
    pub fn deployed(mut self, service: &str, id: &str, status: &str, trigger: &str, digest: &str) -> Self {
        self.push(&format!("srv-{service}"), id, status, trigger, &format!("registry.example.com/x@sha256:{digest}"));
        self
    }

    fn push(&mut self, service: &str, id: &str, status: &str, trigger: &str, image: &str) -> Value {
        let deploy = json!({"id": id, "status": status, "trigger": trigger, "image": {"ref": image},
            "createdAt": format!("2026-01-01T00:00:{:02}Z", self.deploys.len()), "service": service});
        self.deploys.push(deploy.clone());
        deploy
    }

    /// What Render would say.
    pub fn answer(&mut self, request: &Request) -> Reply {
        let line = request.line();
        for (start, replies) in &mut self.canned {
            if line.starts_with(*start)
                && let Some(reply) = replies.pop_front()
            {
                return reply;
            }
        }
        if request.header("authorization") != Some(&format!("Bearer {KEY}")) {
            return Reply::new(401, r#"{"message": "unauthorized"}"#);
        }
        let parts: Vec<&str> = request.path.trim_matches('/').split('/').collect();
        match (request.method.as_str(), parts.as_slice()) {
            ("GET", ["services"]) => Reply::new(200, Value::from(self.services.clone()).to_string()),
            ("GET", ["services", service, "deploys"]) => {
                let list: Vec<Value> = (self.deploys.iter().rev())
                    .filter(|deploy| deploy["service"] == *service)
                    .map(|deploy| json!({"cursor": "c", "deploy": deploy}))
                    .collect();
                Reply::new(200, Value::from(list).to_string())
            }
            ("POST", ["services", service, "deploys"]) => {
                let body: Value = serde_json::from_str(&request.body).unwrap();
                let id = format!("dep-{}", self.deploys.len());
                let image = body["imageUrl"].as_str().unwrap_or("git").to_owned();
                let deploy = self.push(service, &id, "created", "api", &image);
                Reply::new(201, deploy.to_string())
            }
            ("POST", ["services", service, "rollback"]) => {
                let id = format!("dep-{}", self.deploys.len());
                let deploy = self.push(service, &id, "queued", "rollback", "old");
                Reply::new(201, deploy.to_string())
            }
            ("GET", ["services", service, "deploys", id]) => {
                let stages = self.stages.iter_mut().find(|(name, _)| name == service);
                let status = match stages {
                    Some((_, stages)) if stages.len() > 1 => stages.pop_front().unwrap(),
                    Some((_, stages)) => stages[0],
                    None => "live",
                };
                let deploy = self.deploys.iter_mut().find(|deploy| deploy["id"] == *id).unwrap();
                deploy["status"] = status.into();
                Reply::new(200, deploy.to_string())
            }
            ("GET", ["services", _, "jobs"]) => Reply::new(200, "[]"),
            _ => Reply::new(404, r#"{"message": "not found"}"#),
        }
    }

    /// Goes on the air.
    pub fn serve(self) -> Server {
        let render = Arc::new(Mutex::new(self));
        Server::start(move |request| render.lock().unwrap().answer(request))
    }
}
