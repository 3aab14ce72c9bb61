//! What goes to GOV.UK Notify and comes from it: its REST API, version 2 (alphagov/notifications-tech-docs).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The one placeholder of our template.
pub(super) const PLACEHOLDER: &str = "message";

/// `POST /v2/notifications/sms`.
#[derive(Debug, Serialize)]
pub(super) struct SendSms<'a> {
    pub(super) phone_number: &'a str,
    pub(super) template_id: Uuid,
    pub(super) personalisation: Personalisation<'a>,
    pub(super) reference: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sms_sender_id: Option<Uuid>,
}

#[derive(Debug, Serialize)]
pub(super) struct Personalisation<'a> {
    pub(super) message: &'a str,
}

/// Its answer, 201; and one entry of a list.
#[derive(Debug, Deserialize)]
pub(super) struct Notification {
    pub(super) id: Uuid,
    #[serde(default)]
    pub(super) reference: Option<String>,
}

/// `GET /v2/notifications?reference=`.
#[derive(Debug, Deserialize)]
pub(super) struct Notifications {
    pub(super) notifications: Vec<Notification>,
}

/// `GET /v2/template/{id}`.
#[derive(Debug, Deserialize)]
pub(super) struct Template {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) body: String,
}

impl Template {
    /// Whether a text can be sent by it: its words are ours, whole.
    pub(super) fn is_ours(&self) -> bool {
        self.kind == "sms" && self.body.trim() == format!("(({PLACEHOLDER}))")
    }
}

/// What any refusal says. Its messages are for people, change, and may name a number: they are not read.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    pub(super) errors: Vec<RefusalError>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RefusalError {
    pub(super) error: String,
}

/// What it calls us back with, and what it answers to `GET /v2/notifications/{id}`. It says more, the number among it, which stays out of our memory.
#[derive(Debug, Deserialize)]
pub(super) struct DeliveryReceipt {
    pub(super) id: Uuid,
    #[serde(default)]
    pub(super) reference: Option<String>,
    pub(super) status: String,
}
