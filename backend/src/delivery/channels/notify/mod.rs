//! Texts by GOV.UK Notify. A text's reference there is its delivery's id, which says nothing of anybody: by it Notify is
//! asked whether it has a text already, before one whose fate is not known is sent again.

mod call;
mod receipt;
mod token;
mod wire;

pub(in crate::delivery) use receipt::{Fate, Receipt, read_receipt};
use reqwest::StatusCode;

use self::{
    call::{Answer, Call},
    wire::{Notification, Notifications, Personalisation, SendSms, Template},
};
use super::{Found, NotSent, Sent, text::Text};
use crate::{Clock, settings::NotifySettings};

/// GOV.UK Notify, with what it is called by.
#[derive(Debug)]
pub(crate) struct Notify {
    settings: NotifySettings,
    client: reqwest::Client,
}

impl Notify {
    pub(super) fn new(settings: &NotifySettings) -> Result<Self, reqwest::Error> {
        Ok(Self { settings: settings.clone(), client: call::client(settings)? })
    }

    /// Sends one text, unless it may have left before and Notify has it.
    pub(super) async fn send(
        &self,
        clock: &Clock,
        id: &str,
        text: &Text,
        may_have_left: bool,
    ) -> Result<Sent, NotSent> {
        if may_have_left && let Some(found) = self.find(clock, id).await? {
            return Ok(found);
        }
        let sms = SendSms {
            phone_number: &text.to,
            template_id: self.settings.template,
            personalisation: Personalisation { message: &text.body },
            reference: id,
            sms_sender_id: self.settings.sender,
        };
        let body = serde_json::to_vec(&sms).map_err(|_| NotSent::Refused("unreadable"))?;
        let answer = self.call(clock).post("/v2/notifications/sms", body).await?;
        if answer.status.is_success() {
            // What cannot be read was cut off or is somebody else's answer: the text may be on its way.
            let sent: Notification = answer.json().ok_or(NotSent::Unknown("half_an_answer"))?;
            return Ok(Sent { external: Some(sent.id.to_string()) });
        }
        let why = meaning(&answer);
        match why {
            NotSent::Refused(_) => self.whose_fault(clock, why).await,
            other => Err(other),
        }
    }

    /// What Notify has under this reference. An answer that is none leaves it unknown.
    async fn find(&self, clock: &Clock, id: &str) -> Result<Option<Sent>, NotSent> {
        let asked = self.call(clock).get(&format!("/v2/notifications?reference={id}")).await;
        let answer = asked.map_err(|error| match error {
            NotSent::Passing(why) => NotSent::Unknown(why),
            other => other,
        })?;
        if !answer.status.is_success() {
            return Err(match meaning(&answer) {
                NotSent::Passing(why) | NotSent::Refused(why) => NotSent::Unknown(why),
                other => other,
            });
        }
        let found: Notifications = answer.json().ok_or(NotSent::Unknown("half_an_answer"))?;
        let ours = found.notifications.into_iter().find(|it| it.reference.as_deref() == Some(id));
        Ok(ours.map(|it| Sent { external: Some(it.id.to_string()) }))
    }

    /// What became of a text that Notify took, by its own name for it.
    pub(super) async fn ask(&self, clock: &Clock, external: &str) -> Result<Found, NotSent> {
        let answer = self.call(clock).get(&format!("/v2/notifications/{external}")).await?;
        match answer.status {
            // It keeps texts for a week. Another's 404, of a proxy or a wrong address, says nothing about the text.
            StatusCode::NOT_FOUND if !answer.errors().is_empty() => Ok(Found::Nothing),
            status if status.is_success() => {
                answer.receipt().map(Found::Receipt).ok_or(NotSent::Unknown("half_an_answer"))
            }
            _ => Err(meaning(&answer)),
        }
    }

    /// A refused text: for its own sake, or because the template is not what texts are sent by? Notify says both with 400,
    /// and its sentences are not to be read by programs.
    async fn whose_fault(&self, clock: &Clock, why: NotSent) -> Result<Sent, NotSent> {
        let path = format!("/v2/template/{}", self.settings.template);
        let template = self.call(clock).get(&path).await?;
        match template.json::<Template>() {
            Some(template) if template.is_ours() => Err(why),
            _ if template.status.is_success() || template.status == StatusCode::NOT_FOUND => {
                Err(NotSent::ShutOut("wrong_template"))
            }
            _ => Err(NotSent::Passing("template_not_known")),
        }
    }

    fn call<'a>(&'a self, clock: &Clock) -> Call<'a> {
        Call { client: &self.client, settings: &self.settings, now: clock.now() }
    }
}

/// What an answer that is none means, by its status alone: the documentation and the code differ about the names.
fn meaning(answer: &Answer) -> NotSent {
    tracing::warn!(status = answer.status.as_u16(), errors = answer.errors(), "GOV.UK Notify did not take a call");
    match answer.status.as_u16() {
        // Its clock or ours is off by 30 seconds, or the key is not one.
        401 | 403 => NotSent::ShutOut("key_or_clock"),
        429 => NotSent::Full("too_many"),
        404 | 405 | 300..400 => NotSent::ShutOut("wrong_address"),
        408 | 425 => NotSent::Passing("not_now"),
        400..500 => NotSent::Refused("refused"),
        // It may have been kept before the fault.
        _ => NotSent::Unknown("fault"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_answer_means() {
        let of = |status: u16| meaning(&Answer::new(StatusCode::from_u16(status).unwrap(), Vec::new()));
        for status in [401, 403, 404, 302] {
            assert!(matches!(of(status), NotSent::ShutOut(_)), "{status}");
        }
        assert!(matches!(of(429), NotSent::Full(_)));
        assert!(matches!(of(400), NotSent::Refused(_)) && matches!(of(413), NotSent::Refused(_)));
        for status in [500, 502, 503, 504] {
            assert!(matches!(of(status), NotSent::Unknown(_)), "{status}");
        }
    }
}
