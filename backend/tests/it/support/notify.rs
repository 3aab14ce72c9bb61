//! A stand-in for GOV.UK Notify on this machine: it checks tokens, clock and template as that does, keeps what it takes by
//! its reference, and can be told to go wrong.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use backend::{Clock, NotifyKey, NotifySettings};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinHandle,
};
use uuid::Uuid;

pub const SERVICE: &str = "26785a09-ab16-4eb0-8407-a37497a57506";
pub const SECRET: &str = "3d844edf-8d35-48ac-975b-e847b4f122b0";
pub const TEMPLATE: Uuid = Uuid::from_u128(0xf335_17ff_2a88_4f6e_b855_c550_268c_e08a);
pub const RECEIPT_TOKEN: &str = "a-token-that-we-chose";

/// What goes wrong with the next text that is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is answered so, and not taken.
    Status(u16),
    /// It is taken, and then answered so.
    TakenAndStatus(u16),
    /// It is taken, and the answer breaks off.
    HalfAnAnswer,
    /// It is taken, and answered when [`StandIn::release`] says so.
    Held,
}

/// One text that it took.
#[derive(Debug, Clone)]
pub struct Taken {
    pub id: Uuid,
    pub reference: String,
    pub to: String,
    pub message: String,
}

struct State {
    taken: Vec<Taken>,
    /// What became of each, where that is more than that it is being sent.
    became: HashMap<Uuid, String>,
    faults: VecDeque<Fault>,
    /// What who asks for one text is answered instead, in turn.
    refusals: VecDeque<u16>,
    /// Each call: its method and its path.
    calls: Vec<String>,
    /// Its clock, seconds ahead of ours.
    ahead: i64,
    template: String,
    at_once: usize,
    most_at_once: usize,
}

#[derive(Clone)]
struct Inner {
    state: Arc<Mutex<State>>,
    clock: Clock,
    held: Arc<Semaphore>,
    takes: Duration,
}

pub struct StandIn {
    pub url: String,
    inner: Inner,
    listening: JoinHandle<()>,
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl StandIn {
    /// By the same clock as whoever calls it.
    pub async fn start(clock: &Clock) -> Self {
        Self::slow(clock, Duration::ZERO).await
    }

    /// Each call takes so long.
    pub async fn slow(clock: &Clock, takes: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = State {
            taken: Vec::new(),
            became: HashMap::new(),
            faults: VecDeque::new(),
            refusals: VecDeque::new(),
            calls: Vec::new(),
            ahead: 0,
            template: "((message))".to_owned(),
            at_once: 0,
            most_at_once: 0,
        };
        let inner = Inner {
            state: Arc::new(Mutex::new(state)),
            clock: clock.clone(),
            held: Arc::new(Semaphore::new(0)),
            takes,
        };
        let answers = inner.clone();
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answers.clone().serve(stream));
            }
        });
        Self { url, inner, listening }
    }

    pub fn settings(&self) -> NotifySettings {
        let key = NotifyKey::parse(&format!("skinlink-{SERVICE}-{SECRET}")).unwrap();
        let settings = NotifySettings::new(self.url.clone(), key, TEMPLATE);
        let receipts = Some(backend::Secret::new(RECEIPT_TOKEN.to_owned()));
        NotifySettings { patience: Duration::from_secs(60), receipts, ..settings }
    }

    pub fn will(&self, faults: impl IntoIterator<Item = Fault>) {
        self.inner.lock().faults.extend(faults);
    }

    /// Who asks for one text is answered so, each once.
    pub fn will_refuse(&self, statuses: impl IntoIterator<Item = u16>) {
        self.inner.lock().refusals.extend(statuses);
    }

    /// What became of one.
    pub fn became(&self, id: Uuid, status: &str) {
        self.inner.lock().became.insert(id, status.to_owned());
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.inner.lock().taken.clone()
    }

    /// The calls since this was asked last.
    pub fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.inner.lock().calls)
    }

    pub fn set_ahead(&self, seconds: i64) {
        self.inner.lock().ahead = seconds;
    }

    pub fn set_template(&self, body: &str) {
        self.inner.lock().template = body.to_owned();
    }

    pub fn most_at_once(&self) -> usize {
        self.inner.lock().most_at_once
    }

    /// Answers one that is held.
    pub fn release(&self) {
        self.inner.held.add_permits(1);
    }

    /// Returns once so many have been taken.
    pub async fn has_taken(&self, count: usize) {
        let taken = async {
            while self.taken().len() < count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), taken).await.expect("it was never sent");
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    async fn serve(self, mut stream: TcpStream) {
        let Some((head, body)) = read(&mut stream).await else { return };
        {
            let mut state = self.lock();
            state.at_once += 1;
            state.most_at_once = state.most_at_once.max(state.at_once);
        }
        tokio::time::sleep(self.takes).await;
        let (status, answer, cut) = self.answer(&head, &body).await;
        self.lock().at_once -= 1;
        let answer = answer.to_string();
        let said = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
            answer.len()
        );
        let said = if cut { &said[..said.len() - answer.len() / 2] } else { &said };
        // Whoever was killed does not listen.
        let _ = stream.write_all(said.as_bytes()).await;
        let _ = stream.shutdown().await;
    }

    async fn answer(&self, head: &str, body: &[u8]) -> (u16, Value, bool) {
        let mut words = head.split(' ');
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        self.lock().calls.push(format!("{method} {}", path.split('?').next().unwrap()));
        if let Some(refused) = self.refuses(head) {
            return refused;
        }
        if let Some(reference) = path.strip_prefix("/v2/notifications?reference=") {
            let taken = self.taken_as(reference);
            return (200, json!({ "notifications": taken, "links": { "current": path } }), false);
        }
        if let Some(id) = path.strip_prefix("/v2/notifications/").and_then(|id| id.parse().ok())
            && method == "GET"
        {
            return self.one(id);
        }
        if path == format!("/v2/template/{TEMPLATE}") {
            let body = self.lock().template.clone();
            return (200, json!({ "id": TEMPLATE, "type": "sms", "version": 1, "body": body }), false);
        }
        if (method, path) == ("POST", "/v2/notifications/sms") {
            return self.take(body).await;
        }
        (404, error("NoResultFound"), false)
    }

    fn refuses(&self, head: &str) -> Option<(u16, Value, bool)> {
        let authorization = head.lines().find_map(|line| line.strip_prefix("authorization: Bearer "));
        let no = Some((403, error("AuthError"), false));
        let Some((signed, signature)) = authorization.and_then(|it| it.rsplit_once('.')) else { return no };
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(signed.as_bytes());
        if URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()) != signature {
            return no;
        }
        let claims = URL_SAFE_NO_PAD.decode(signed.split('.').nth(1).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        let now = self.clock.now().as_second() + self.lock().ahead;
        let is_now = (claims["iat"].as_i64().unwrap() - now).abs() <= 30;
        if claims["iss"] == SERVICE && is_now { None } else { no }
    }

    async fn take(&self, body: &[u8]) -> (u16, Value, bool) {
        let sms: Value = serde_json::from_slice(body).unwrap();
        let fault = self.lock().faults.pop_front();
        if let Some(Fault::Status(status)) = fault {
            return (status, error("Exception"), false);
        }
        let template = self.lock().template.clone();
        if sms["template_id"] != TEMPLATE.to_string() || template != "((message))" {
            return (400, error("BadRequestError"), false);
        }
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let taken = Taken {
            id: Uuid::from_u128(self.lock().taken.len() as u128 + 1),
            reference: text(&sms["reference"]),
            to: text(&sms["phone_number"]),
            message: text(&sms["personalisation"]["message"]),
        };
        let answer = json!({ "id": taken.id, "reference": taken.reference, "uri": "x", "scheduled_for": null,
            "content": { "body": taken.message, "from_number": "SKIN" }, "template": { "id": TEMPLATE, "version": 1 } });
        self.lock().taken.push(taken);
        match fault {
            Some(Fault::TakenAndStatus(status)) => (status, error("Exception"), false),
            Some(Fault::HalfAnAnswer) => (201, answer, true),
            Some(Fault::Held) => {
                self.held.acquire().await.unwrap().forget();
                (201, answer, false)
            }
            Some(Fault::Status(_)) | None => (201, answer, false),
        }
    }

    fn taken_as(&self, reference: &str) -> Vec<Value> {
        let state = self.lock();
        state.taken.iter().filter(|it| it.reference == reference).map(|it| state.said_of(it)).collect()
    }

    fn one(&self, id: Uuid) -> (u16, Value, bool) {
        let mut state = self.lock();
        if let Some(status) = state.refusals.pop_front() {
            return (status, error("RateLimitError"), false);
        }
        match state.taken.iter().find(|it| it.id == id) {
            Some(taken) => (200, state.said_of(taken), false),
            None => (404, error("NoResultFound"), false),
        }
    }
}

impl State {
    fn said_of(&self, taken: &Taken) -> Value {
        let status = self.became.get(&taken.id).map_or("sending", String::as_str);
        json!({ "id": taken.id, "reference": taken.reference, "phone_number": taken.to, "type": "sms",
            "status": status, "body": taken.message, "completed_at": null })
    }
}

fn error(name: &str) -> Value {
    json!({ "status_code": 0, "errors": [{ "error": name, "message": "in plain English" }] })
}

/// A request's head and body.
async fn read(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        let end = bytes.windows(4).position(|it| it == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let length =
                head.lines().find_map(|it| it.strip_prefix("content-length: ")).map_or(0, |it| it.parse().unwrap());
            if bytes.len() - end - 4 >= length {
                return Some((head, bytes[end + 4..].to_vec()));
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
