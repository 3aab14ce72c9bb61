//! What was given up, for whoever runs the installation: nothing of a patient, and nothing of what was said. A text that
//! did not arrive is its practice's to deal with, which has it on its list; a link that was to be mailed can be made anew.

use domain::{
    audit::Access,
    case::TextFailure,
    ids::DeliveryId,
    view::{FailedDeliveries, FailedDelivery, When},
};

use crate::{
    Backend, Error,
    clock::from_ms,
    db::{
        self,
        given_up::{self, GivenUpRow},
    },
    manager::{Act, Manager},
};

/// On one page.
const PAGE: usize = 50;

/// What was given up and nobody has dealt with, the newest first; from there on that is older than `older`.
pub async fn given_up(b: &Backend, by: Manager<'_>, older: Option<DeliveryId>) -> Result<FailedDeliveries, Error> {
    by.allowed()?;
    let rows = given_up::list(&mut *b.db().read().await?, older, PAGE as i64 + 1).await?;
    let mut lines = rows.into_iter().map(line).collect::<Result<Vec<_>, Error>>()?;
    let has_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let older = lines.last().filter(|_| has_more).map(|last| last.id);
    Ok(FailedDeliveries { lines, older })
}

/// Nothing more is to be done about it here.
///
/// # Errors
/// `NotFound` where it was dealt with already.
pub async fn deal_with(b: &Backend, by: Manager<'_>, id: DeliveryId) -> Result<(), Error> {
    let by = by.allowed()?;
    let mut tx = b.db().begin().await?;
    let act = Act::begin(b, &mut tx, by).await?;
    let now = b.clock().now();
    if !given_up::deal_with(&mut tx, id, now).await? {
        return Err(Error::NotFound);
    }
    act.done(&mut tx, now, &Access::DeliveryDealtWith { delivery: id }).await?;
    tx.commit().await
}

fn line(row: GivenUpRow) -> Result<FailedDelivery, Error> {
    let about = About::of(&row);
    Ok(FailedDelivery {
        id: db::parse(&row.id, "delivery")?,
        what: about.what().to_owned(),
        person: row.person.unwrap_or_default(),
        organisation: row.organisation.unwrap_or_default(),
        given_up: When::at(from_ms(row.done_at)),
        tries: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        why: match about.is_text() {
            true => why_no_text(row.reason.as_deref()),
            false => why_no_mail(row.reason.as_deref()).to_owned(),
        },
        to_do: about.to_do().to_owned(),
        may_send_again: about == About::Link,
    })
}

/// What one was about, by its key: its content is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Photos,
    Reminder,
    News,
    Withdrawn,
    /// A link by mail that is still wanted.
    Link,
    /// One that was used, or that a newer one replaced.
    OldLink,
    Other,
}

impl About {
    fn of(row: &GivenUpRow) -> Self {
        match row.idempotency_key.split('/').next() {
            Some("photo-request") => Self::Photos,
            Some("photo-reminder") => Self::Reminder,
            Some("news") => Self::News,
            Some("withdrawn") => Self::Withdrawn,
            Some("invitation") if row.is_wanted == 1 => Self::Link,
            Some("invitation") => Self::OldLink,
            _ => Self::Other,
        }
    }

    const fn is_text(self) -> bool {
        matches!(self, Self::Photos | Self::Reminder | Self::News | Self::Withdrawn)
    }

    const fn what(self) -> &'static str {
        match self {
            Self::Photos => "Text with a link",
            Self::Reminder => "Text that reminds of a link",
            Self::News => "Text that there is news",
            Self::Withdrawn => "Text that a request was taken back",
            Self::Link | Self::OldLink => "Mail with a link to choose a password",
            Self::Other => "Message",
        }
    }

    const fn to_do(self) -> &'static str {
        match self {
            Self::Photos | Self::Reminder | Self::News | Self::Withdrawn => {
                "The practice has this patient on its list of those not reached, and goes on from there."
            }
            Self::Link => "Whoever waits for it cannot come in. Send a new link, or hand one over yourself.",
            Self::OldLink => "The link was used, or a newer one replaced it. Nobody waits for this one.",
            Self::Other => "Nobody waits for it.",
        }
    }
}

fn why_no_text(reason: Option<&str>) -> String {
    reason.and_then(|it| it.parse().ok()).unwrap_or(TextFailure::Unknown).label().to_owned()
}

/// Why a mail with a link was given up, as the end of a sentence.
pub(crate) fn why_no_mail(reason: Option<&str>) -> &'static str {
    match reason.unwrap_or_default() {
        "perhaps_sent" => "the line broke while it was handed over, so that it may have arrived or not",
        "no_channel" => "this Skinlink is not connected to a mail server",
        "shut_out" => "the mail server did not let this Skinlink in for a day",
        "unreadable" => "its content could not be read",
        _ => "the mail server refused it, or it was tried too often",
    }
}
