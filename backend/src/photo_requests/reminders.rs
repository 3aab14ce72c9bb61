//! A patient who was texted a link and sent no photos is reminded of it.

use domain::view::When;
use jiff::Timestamp;

use crate::{
    Backend, Error,
    db::{
        Tx,
        cases::Case,
        photo_requests::PhotoRequest,
        policies,
        texts::{Text, Texts},
    },
    delivery::{self, Delivery, Message, Reminder, reminder_key},
    sealed,
};

/// Writes the reminders of a link that has only just been made: nobody knows its address later. They are called off with
/// whatever ends their use (`db::deliveries::cancel_reminders`), and asked about once more when they are sent.
pub(super) async fn plan(
    b: &Backend,
    tx: &mut Tx,
    case: &Case,
    (request, practice, url): (&PhotoRequest, &str, &str),
    now: Timestamp,
) -> Result<(), Error> {
    let rules = policies::of_case_now(tx, case, now).await?;
    let times = rules.news.reminders(now, request.link.expires, b.settings().limits.text_hours);
    for (number, (not_before, until)) in (1..).zip(times) {
        let message = Message::PhotoReminder(Reminder {
            to: request.mobile.clone(),
            practice: practice.to_owned(),
            link: request.id,
            sealed: sealed::seal(b, &Reminder::about(request.id), url),
            until,
        });
        let delivery = Delivery { key: reminder_key(request.id, number), case: Some(case.id), message, not_before };
        delivery::enqueue(b, tx, delivery, now).await?;
    }
    Ok(())
}

/// When the patient was reminded of a link, by texts that left, oldest first.
pub(super) fn reminded(request: &PhotoRequest, texts: &Texts) -> Vec<When> {
    let sent = |number| texts.sent(&reminder_key(request.id, number));
    (1..=MOST).filter_map(sent).map(Text::moment).map(When::at).collect()
}

/// Reminders of one link at most (`NewsRules::reminders`).
const MOST: usize = 2;
