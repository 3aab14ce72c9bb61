use domain::case::State;
use jiff::Timestamp;

/// How a case stands for everyone but its service: an answer that can still be taken back is not given yet, so a
/// referrer or a patient never reads one that disappears.
pub(crate) fn standing(state: &State, now: Timestamp) -> State {
    match (state.answered(), state.asked()) {
        (Some(answered), Some(asked)) if now < answered.undo_until => State::InQueue { asked: asked.clone() },
        _ => state.clone(),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        case::{Change, Outcome, StateKind, WaitingFor},
        ids::{AccountId, ServiceId},
    };
    use jiff::ToSpan;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_answer_stands_only_when_it_can_no_longer_be_taken_back() {
        let start = Timestamp::UNIX_EPOCH;
        let answer = Change::Answer {
            by: AccountId(Uuid::nil()),
            outcome: Outcome::Reassure,
            waiting_for: WaitingFor::Referrer,
            converts: false,
            undo_until: start + 10.seconds(),
        };
        let submit = Change::Submit { service: ServiceId(Uuid::nil()), due: start };
        let state = State::Draft.transition(submit, start).and_then(|it| it.transition(answer, start)).unwrap();
        assert_eq!(standing(&state, start + 9.seconds()).kind(), StateKind::InQueue);
        assert_eq!(standing(&state, start + 10.seconds()).kind(), StateKind::Answered);
    }
}
