//! The due time as a badge.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    case::{State, StateKind},
    policy::Policy,
    time::{When, london_day},
};

/// How urgent a due badge looks. The text always says the same in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Calm,
    Soon,
    Overdue,
    Done,
}

/// When a case must be answered and how that stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// "2 h left", "Due tomorrow", "Overdue by 1 day", "Answered", "Paused".
    pub label: String,
    pub tone: Tone,
    pub at: When,
}

/// How a case stands against its due time, in words and a tone; None before it was sent. What waits for the practice or
/// the patient has no due time of its own, but is late after the service's `pause_days`: on both sides, because either
/// may have forgotten it.
pub fn badge(state: &State, now: Timestamp, rules: &Policy) -> Option<Due> {
    // Nothing is waited for any longer.
    if state.kind() == StateKind::WrongPatient {
        return None;
    }
    let due = state.asked()?.due;
    let Some(since) = state.answered().map(|answered| answered.at).filter(|_| state.kind() == StateKind::Paused) else {
        return Some(due_badge(due, now, state.kind()));
    };
    let is_late = now > rules.after(since, rules.pause_days);
    let label = format!("Paused for {}", length(now.duration_since(since)));
    Some(if is_late {
        Due { label, tone: Tone::Overdue, at: When::at(due) }
    } else {
        due_badge(due, now, state.kind())
    })
}

fn due_badge(due: Timestamp, now: Timestamp, state: StateKind) -> Due {
    let (label, tone) = match state {
        StateKind::InQueue => waiting(due, now),
        StateKind::Draft => ("Not sent".into(), Tone::Calm),
        StateKind::Paused => ("Paused".into(), Tone::Calm),
        StateKind::Withdrawn => ("Withdrawn".into(), Tone::Done),
        StateKind::WrongPatient => ("Wrong patient".into(), Tone::Done),
        StateKind::Answered | StateKind::Acknowledged | StateKind::Closed | StateKind::Converted => {
            ("Answered".into(), Tone::Done)
        }
    };
    Due { label, tone, at: When::at(due) }
}

fn waiting(due: Timestamp, now: Timestamp) -> (String, Tone) {
    let left = due.duration_since(now);
    if left.is_negative() {
        return (format!("Overdue by {}", length(-left)), Tone::Overdue);
    }
    let (today, day) = (london_day(now), london_day(due));
    if day == today {
        (format!("{} left", length(left)), Tone::Soon)
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) {
        ("Due tomorrow".into(), Tone::Calm)
    } else {
        (format!("Due {}", day.strftime("%a %-d %b")), Tone::Calm)
    }
}

/// "5 min", "2 h", "1 day", "3 days": rounded down, never to nothing.
fn length(of: SignedDuration) -> String {
    match (of.as_hours() / 24, of.as_hours()) {
        (0, 0) => format!("{} min", of.as_mins().max(1)),
        (0, hours) => format!("{hours} h"),
        (1, _) => "1 day".into(),
        (days, _) => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        case::{Change, Outcome, Since, WaitingFor},
        ids::{AccountId, ServiceId},
    };

    #[test]
    fn says_how_long_is_left() {
        let badge = |now: &str| {
            let badge = due_badge("2026-11-24T17:00:00Z".parse().unwrap(), now.parse().unwrap(), StateKind::InQueue);
            (badge.label, badge.tone)
        };
        assert_eq!(badge("2026-11-20T12:00:00Z"), ("Due Tue 24 Nov".into(), Tone::Calm));
        assert_eq!(badge("2026-11-23T23:00:00Z"), ("Due tomorrow".into(), Tone::Calm));
        assert_eq!(badge("2026-11-24T14:10:00Z"), ("2 h left".into(), Tone::Soon));
        assert_eq!(badge("2026-11-24T16:59:50Z"), ("1 min left".into(), Tone::Soon));
        assert_eq!(badge("2026-11-24T17:40:00Z"), ("Overdue by 40 min".into(), Tone::Overdue));
        assert_eq!(badge("2026-11-24T20:00:00Z"), ("Overdue by 3 h".into(), Tone::Overdue));
        assert_eq!(badge("2026-11-25T17:00:00Z"), ("Overdue by 1 day".into(), Tone::Overdue));
        assert_eq!(badge("2026-11-27T17:00:00Z"), ("Overdue by 3 days".into(), Tone::Overdue));
    }

    #[test]
    fn a_paused_or_answered_case_is_not_overdue_by_its_due_time() {
        let (due, now) = ("2026-11-24T17:00:00Z".parse().unwrap(), "2026-12-24T17:00:00Z".parse().unwrap());
        assert_eq!(due_badge(due, now, StateKind::Paused).label, "Paused");
        assert_eq!(due_badge(due, now, StateKind::Answered).tone, Tone::Done);
    }

    #[test]
    fn a_pause_is_late_after_five_working_days() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let by = AccountId(Uuid::nil());
        let submit = Change::Submit {
            service: ServiceId(Uuid::nil()),
            due: at("2026-11-26T17:00:00Z"),
            since: Since::default(),
        };
        let more = Change::Answer {
            by,
            outcome: Outcome::MoreInformation,
            waiting_for: WaitingFor::Patient,
            converts: false,
            undo_until: at("2026-11-24T10:00:10Z"),
        };
        let asked = at("2026-11-24T10:00:00Z");
        let paused = State::Draft.transition(submit, asked).and_then(|it| it.transition(more, asked)).unwrap();
        let badge = |now: &str| {
            let badge = badge(&paused, at(now), &Policy::default()).unwrap();
            (badge.label, badge.tone)
        };
        assert_eq!(badge("2026-12-01T17:00:00Z"), ("Paused".into(), Tone::Calm));
        assert_eq!(badge("2026-12-01T17:00:01Z"), ("Paused for 7 days".into(), Tone::Overdue));
    }
}
