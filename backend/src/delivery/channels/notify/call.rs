//! One call to GOV.UK Notify: signed, without redirects, and bounded in time and size.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{
    Client, Method, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue},
    redirect::Policy,
};
use serde::de::DeserializeOwned;
use url::Url;

use super::{
    super::NotSent,
    receipt::{Receipt, read_receipt},
    token,
    wire::Refusal,
};
use crate::settings::NotifySettings;

/// More than any of its answers to us has.
const LARGEST_ANSWER: usize = 64 * 1024;

/// An idle connection is older than this only to be closed while the next text is written to it.
const IDLE: Duration = Duration::from_secs(20);

pub(super) fn client(settings: &NotifySettings) -> Result<Client, reqwest::Error> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let builder = Client::builder()
        .user_agent(concat!("skinlink/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers)
        // An address that moved is a setting to be put right, not a place to send patients' numbers to.
        .redirect(Policy::none())
        .connect_timeout(settings.patience)
        .timeout(settings.patience)
        .pool_idle_timeout(IDLE);
    let is_here = Url::parse(&settings.url).is_ok_and(|url| matches!(url.host_str(), Some("127.0.0.1" | "localhost")));
    if is_here { builder.no_proxy().build() } else { builder.build() }
}

#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) client: &'a Client,
    pub(super) settings: &'a NotifySettings,
    pub(super) now: Timestamp,
}

impl Call<'_> {
    pub(super) async fn get(&self, path: &str) -> Result<Answer, NotSent> {
        self.make(Method::GET, path, None).await
    }

    pub(super) async fn post(&self, path: &str, body: Vec<u8>) -> Result<Answer, NotSent> {
        self.make(Method::POST, path, Some(body)).await
    }

    async fn make(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Answer, NotSent> {
        let token = token::sign(&self.settings.key, self.now);
        let mut authorization =
            HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| NotSent::ShutOut("key"))?;
        authorization.set_sensitive(true);
        let mut request = self.client.request(method, format!("{}{path}", self.settings.url));
        request = request.header(AUTHORIZATION, authorization);
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let mut response = request.send().await.map_err(|error| unheard(&error))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| unheard(&error))? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(NotSent::Unknown("endless_answer"));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer::new(response.status(), body))
    }
}

/// No answer, or not the whole of it. Nothing was sent where nobody was reached.
fn unheard(error: &reqwest::Error) -> NotSent {
    // Without the address: it holds a reference at most, but the habit is worth keeping.
    tracing::warn!(timeout = error.is_timeout(), connect = error.is_connect(), "GOV.UK Notify was not heard");
    if error.is_builder() {
        NotSent::ShutOut("wrong_address")
    } else if error.is_connect() {
        NotSent::Passing("not_reached")
    } else {
        NotSent::Unknown("not_heard")
    }
}

/// What it said, whole.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    body: Vec<u8>,
}

impl Answer {
    pub(super) fn new(status: StatusCode, body: Vec<u8>) -> Self {
        Self { status, body }
    }

    /// None where it is not what was asked for.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }

    /// What it says of one text; it says so in the words of its receipts.
    pub(super) fn receipt(&self) -> Option<Receipt> {
        read_receipt(&self.body)
    }

    /// The names of its errors, for a log: a few plain letters, whatever comes.
    pub(super) fn errors(&self) -> String {
        let refusal: Option<Refusal> = self.json();
        let names = refusal.into_iter().flat_map(|it| it.errors).take(5).map(|it| it.error);
        names
            .map(|name| name.chars().filter(char::is_ascii_alphanumeric).take(40).collect::<String>())
            .collect::<Vec<_>>()
            .join(", ")
    }
}
