use domain::ids::{AppointmentId, PhotoRequestId, ServiceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is to be sent. Holds what the message is made of and not the message: its words are chosen when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "snake_case")]
pub(crate) enum Message {
    /// "Please send photos": the only place where a link's token is kept, until it has been sent.
    PhotoRequest {
        to: String,
        practice: String,
        url: String,
        /// How long it works. Messages of an older version do not say: it was always seven.
        #[serde(default = "seven")]
        days: u32,
    },
    /// "We still need photos", of a link whose photos have not come.
    PhotoReminder(Reminder),
    /// "There is news": the patient has the link already.
    News { to: String, practice: String },
    /// A new link to the news.
    NewsLink { to: String, practice: String, url: String },
    /// The practice has taken its request back.
    Withdrawn { to: String, practice: String, phone: String },
    /// An appointment was booked: where and when, and whom to call who cannot come.
    Appointment { to: String, service: String, when: String, place: String, phone: String },
    /// It was called off by whoever booked it.
    AppointmentOff { to: String, service: String, when: String, phone: String },
    /// A slot at a photography hub was booked: the same, with how to come to it.
    HubAppointment { to: String, hub: String, when: String, place: String, phone: String },
    /// It was called off, and there will be no other.
    HubOff { to: String, hub: String, when: String, phone: String },
    /// Somebody has looked at follow-up photos, or none are wanted any longer; `next` is when the patient is asked again.
    FollowUp { to: String, practice: String, phone: String, next: Option<String> },
    /// To somebody who works here, in whole words: whoever wants one said something of a person in it, and not of a patient.
    Mail { to: String, subject: String, body: String },
    /// Not sent anywhere: an answer can no longer be taken back, so whoever watches the case may see it now.
    AnswerStands { service: Option<ServiceId> },
}

/// A reminder of a link: whether it is wanted is asked again when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reminder {
    pub(crate) to: String,
    pub(crate) practice: String,
    pub(crate) link: PhotoRequestId,
    /// The link's address, which would otherwise stand in the outbox for days; `photo_requests::reminders` opens it.
    pub(crate) sealed: String,
    /// Not from then on: the next reminder says the same, or the link is over.
    pub(crate) until: Timestamp,
}

impl Reminder {
    /// What its address is sealed for.
    pub(crate) fn about(link: PhotoRequestId) -> String {
        format!("the reminder of {link}")
    }
}

fn seven() -> u32 {
    7
}

/// The key of the message that lets an answer be seen.
pub(crate) fn answer_stands_key(answer: &str) -> String {
    format!("answer-stands/{answer}")
}

/// The key of the text that brings a link: one link, one text.
pub(crate) fn photo_request_key(link: PhotoRequestId) -> String {
    format!("photo-request/{link}")
}

/// The key of a reminder of a link, the first or the second.
pub(crate) fn reminder_key(link: PhotoRequestId, number: usize) -> String {
    format!("photo-reminder/{link}/{number}")
}

/// The key of the text that tells the patient of an answer.
pub(crate) fn news_key(answer: &str) -> String {
    format!("news/{answer}")
}

/// The key of the text that tells of an appointment.
pub(crate) fn appointment_key(appointment: AppointmentId) -> String {
    format!("appointment/{appointment}")
}

/// The key of the text that tells that it is off.
pub(crate) fn appointment_off_key(appointment: AppointmentId) -> String {
    format!("appointment-off/{appointment}")
}

impl Message {
    /// Whether it comes by day alone: nobody waits for it who pressed a button just now.
    pub(super) fn is_for_the_day(&self) -> bool {
        match self {
            Self::PhotoReminder(_)
            | Self::News { .. }
            | Self::Withdrawn { .. }
            | Self::Appointment { .. }
            | Self::AppointmentOff { .. }
            | Self::HubAppointment { .. }
            | Self::HubOff { .. }
            | Self::FollowUp { .. } => true,
            Self::PhotoRequest { .. } | Self::NewsLink { .. } | Self::Mail { .. } | Self::AnswerStands { .. } => false,
        }
    }

    pub(super) fn is_text(&self) -> bool {
        match self {
            Self::PhotoRequest { .. }
            | Self::PhotoReminder(_)
            | Self::News { .. }
            | Self::NewsLink { .. }
            | Self::Withdrawn { .. }
            | Self::Appointment { .. }
            | Self::AppointmentOff { .. }
            | Self::HubAppointment { .. }
            | Self::HubOff { .. }
            | Self::FollowUp { .. } => true,
            Self::Mail { .. } | Self::AnswerStands { .. } => false,
        }
    }
}
