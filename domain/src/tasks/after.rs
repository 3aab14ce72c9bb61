//! Which tasks a case has, worked out of how it stands.
//!
//! They are worked out whole after every change, and whoever stores them closes what is no longer there and opens what is
//! new. What depends on the time has the time in it (`from`, `until`, `due`), so that no clock has to ring for it: whoever
//! asks late, after an outage, finds the same as whoever asked at once.

use jiff::{Timestamp, ToSpan};

use super::{
    AppointmentFacts, HubFacts, MonitoringFacts, ReviewFacts, Task, TaskKind, appointments, hub, monitoring, reviews,
};
use crate::{
    case::{Answered, Outcome, Party, State, WaitingFor},
    photo_request::PhotoRequestRules,
    policy::Policy,
};

/// What decides which tasks a case has. Times that are None have not happened, or are over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskFacts {
    pub state: State,
    pub created: Timestamp,
    pub changed: Timestamp,
    /// Stands above the rest of its service's worklist (`pathway::looks_first`).
    pub looks_first: bool,
    /// From when on the patient may read the answer.
    pub news: Option<Timestamp>,
    /// By when somebody tells a patient who has not heard.
    pub tell_by: Option<Timestamp>,
    /// Since when the patient knows of an answer that stands no longer as they know it.
    pub retell: Option<Timestamp>,
    /// Since when an answer waits to be opened by its patient, who was told by a text that it is there, and by nobody.
    pub unread_since: Option<Timestamp>,
    /// By when the practice makes the referral that the answer asks for.
    pub refer_by: Option<Timestamp>,
    /// When an answer was last added to, corrected or retracted, where the practice has not read that.
    pub amended: Option<Timestamp>,
    /// After how many weeks the answer wants pictures again.
    pub weeks: Option<i64>,
    /// The oldest message that the practice has not read, and the service.
    pub unread: [Option<Timestamp>; 2],
    /// Of what the patient says has changed and nobody dealt with: the oldest, and by when that is dealt with.
    pub change: Option<(Timestamp, Timestamp)>,
    /// The same of what the service has to look at.
    pub change_at_service: Option<(Timestamp, Timestamp)>,
    /// When the last of the patient's links that still take photos ends.
    pub link_ends: Option<Timestamp>,
    /// When the patient last said no to sending photos.
    pub declined: Option<Timestamp>,
    /// Since when the patient has sent no photos: the end of the newest link, or when they said no.
    pub without_since: Option<Timestamp>,
    /// There are pictures of the practice's own, or photos that their patient sent.
    pub has_pictures: bool,
    /// There are pictures that no specialist was sent.
    pub has_unsent: bool,
    /// Since when photos of the patient wait to be looked at.
    pub photos_since: Option<Timestamp>,
    /// Since when pictures that the practice took wait to be sent.
    pub held_since: Option<Timestamp>,
    /// Since when nobody reaches the patient.
    pub unreached_since: Option<Timestamp>,
    pub appointment: AppointmentFacts,
    pub reviews: ReviewFacts,
    pub hub: HubFacts,
    pub monitoring: MonitoringFacts,
}

/// A case of which nothing is known but how it stands, for tests.
#[cfg(test)]
pub(super) const fn nothing_but(state: State, at: Timestamp) -> TaskFacts {
    TaskFacts {
        state,
        created: at,
        changed: at,
        looks_first: false,
        news: None,
        tell_by: None,
        retell: None,
        unread_since: None,
        refer_by: None,
        amended: None,
        weeks: None,
        unread: [None; 2],
        change: None,
        change_at_service: None,
        link_ends: None,
        declined: None,
        without_since: None,
        has_pictures: false,
        has_unsent: false,
        photos_since: None,
        held_since: None,
        unreached_since: None,
        appointment: AppointmentFacts {
            booked: None,
            seen: None,
            seen_booked: None,
            fell_through: None,
            asks_practice: None,
            missed: None,
            planned: None,
            finished: None,
            concluded: None,
        },
        reviews: ReviewFacts { release: None, opinion: None, meeting: None, second_reading: None, reply: None },
        hub: HubFacts {
            open: None,
            fell_through: None,
            booked: None,
            arrived: None,
            in_vain: None,
            photos_since: None,
        },
        monitoring: MonitoringFacts {
            open: None,
            next: None,
            asked: None,
            ends: None,
            arrived: None,
            missed_before: false,
            ended: None,
        },
    }
}

/// Every task of a case, one of each kind at most. What a case waits for that has not ended is always among them.
pub fn tasks_after(facts: &TaskFacts, rules: &Policy) -> Vec<Task> {
    let wanted = [
        finish_draft(facts, rules),
        send_photos(facts),
        go_on_without(facts, rules),
        look_at_photos(facts, rules),
        answer(facts),
        await_more(facts, rules),
        send_more(facts, rules),
        read_answer(facts, rules),
        refer(facts),
        finish_case(facts, rules),
        appointments::arrange(facts, rules),
        appointments::note_visit(facts, rules),
        appointments::conclude(facts, rules),
        appointments::help_reach(facts, rules),
        appointments::note_missed(facts, rules),
        appointments::read_conclusion(facts, rules),
        hub::book_hub(facts, rules),
        hub::photograph(facts, rules),
        hub::note_hub(facts, rules),
        monitoring::await_round(facts),
        monitoring::chase_round(facts, rules),
        monitoring::review_round(facts, rules),
        monitoring::note_missed_rounds(facts, rules),
        tell_patient(facts),
        reach_unread(facts, rules),
        reach_patient(facts, rules),
        deal_with_change(facts),
        look_at_change(facts),
        read_message(facts, rules, Party::Practice),
        read_message(facts, rules, Party::Service),
        reviews::release(facts),
        reviews::opinion(facts),
        reviews::meeting(facts),
        reviews::second_reading(facts),
        reviews::reply(facts, rules),
        settle(facts, rules, Party::Practice),
        settle(facts, rules, Party::Service),
    ];
    let hands_on = |due: Timestamp| rules.after(due, rules.tasks.hand_on_days);
    wanted.into_iter().flatten().map(|task| Task { hands_on: task.due.map(hands_on), ..task }).collect()
}

/// One that waits since `since`, from then on.
pub(super) const fn task(kind: TaskKind, since: Timestamp, due: Option<Timestamp>) -> Task {
    Task { kind, band: 0, from: since, until: None, since, due, hands_on: None }
}

/// What was answered, once it stands or will.
pub(super) fn effect(answered: &Answered) -> Timestamp {
    answered.undo_until
}

fn is_with_practice(state: &State) -> bool {
    match state {
        State::Draft | State::Paused { .. } => true,
        State::InQueue { .. }
        | State::Answered { .. }
        | State::Acknowledged { .. }
        | State::Closed { .. }
        | State::Withdrawn { .. }
        | State::Converted { .. }
        | State::WrongPatient { .. } => false,
    }
}

fn finish_draft(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let due = rules.after(facts.changed, rules.tasks.draft_days);
    let task = Task { from: facts.created, ..task(TaskKind::FinishDraft, facts.changed, Some(due)) };
    matches!(facts.state, State::Draft).then_some(task)
}

fn send_photos(facts: &TaskFacts) -> Option<Task> {
    let ends = facts.link_ends.filter(|_| matches!(facts.state, State::Draft))?;
    Some(Task { until: Some(ends), ..task(TaskKind::SendPhotos, facts.created, Some(ends)) })
}

fn go_on_without(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    // What the practice has pictures of its own for, or photos that were sent, is looked at.
    if !matches!(facts.state, State::Draft) || facts.has_pictures {
        return None;
    }
    let from = facts.link_ends.or(facts.declined)?;
    let since = facts.without_since.unwrap_or(from);
    let due = rules.after(since, rules.news.reach_days);
    Some(Task { from, ..task(TaskKind::GoOnWithout, since, Some(due)) })
}

fn look_at_photos(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    // Beside a request that is with its service, what the practice took goes with a message, and somebody may have
    // forgotten to write it.
    if !is_with_practice(&facts.state) {
        let since = facts.held_since.filter(|_| facts.state.ended().is_none())?;
        return Some(task(TaskKind::LookAtPhotos, since, Some(rules.after(since, rules.news.look_days))));
    }
    // Those of a hub are there once it says that it is done.
    let sent = facts.photos_since.into_iter().chain(facts.hub.photos_since).min();
    let since = sent.unwrap_or(facts.changed);
    // Whoever has not pressed Send yet waits for nobody, nor do pictures that the practice took itself.
    let due = sent.map(|since| rules.after(since, rules.news.look_days));
    let task = Task { from: facts.created, ..task(TaskKind::LookAtPhotos, since, due) };
    facts.has_unsent.then_some(task)
}

fn answer(facts: &TaskFacts) -> Option<Task> {
    let State::InQueue { asked } = &facts.state else { return None };
    Some(Task { band: i64::from(!facts.looks_first), ..task(TaskKind::Answer, asked.submitted, Some(asked.due)) })
}

fn await_more(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let State::Paused { answered, .. } = &facts.state else { return None };
    // Then it may be answered as it is.
    Some(task(TaskKind::AwaitMore, answered.at, Some(rules.after(answered.at, rules.pause_days))))
}

fn send_more(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let State::Paused { answered, waiting_for, .. } = &facts.state else { return None };
    // What a hub has been asked for is the hub's to send, for as long as somebody is to come to it.
    if *waiting_for == WaitingFor::Hub && facts.hub.open.is_some() {
        return None;
    }
    Some(task(TaskKind::SendMore, effect(answered), Some(rules.after(answered.at, rules.pause_days))))
}

fn read_answer(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let within = |since| Some(rules.after(since, rules.tasks.read_days));
    // What was read and no longer holds comes before every other answer, and then upgrades.
    if let Some(amended) = facts.amended {
        return Some(task(TaskKind::ReadAnswer, amended, within(amended)));
    }
    match &facts.state {
        State::Answered { answered, .. } | State::Converted { answered, acknowledged: None, .. } => {
            let band = if answered.outcome.is_urgent() { 1 } else { 2 };
            Some(Task { band, ..task(TaskKind::ReadAnswer, effect(answered), within(effect(answered))) })
        }
        State::Draft
        | State::InQueue { .. }
        | State::Paused { .. }
        | State::Acknowledged { .. }
        | State::Closed { .. }
        | State::Withdrawn { .. }
        | State::Converted { .. }
        | State::WrongPatient { .. } => None,
    }
}

fn refer(facts: &TaskFacts) -> Option<Task> {
    let answered = facts.state.answered().filter(|_| facts.state.is_to_refer())?;
    // Answers from before it was kept are to be referred within a day.
    let due = facts.refer_by.unwrap_or(effect(answered).saturating_add(24.hours()).unwrap_or(Timestamp::MAX));
    Some(task(TaskKind::Refer, effect(answered), Some(due)))
}

fn finish_case(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let State::Acknowledged { answered, acknowledged, .. } = &facts.state else { return None };
    // What a plan sees to is nobody's to finish before it is over.
    if answered.refer().is_some() || monitoring::is_open(facts) {
        return None;
    }
    if let Some(over) = monitoring::over(facts) {
        let since = over.max(acknowledged.at);
        return Some(task(TaskKind::FinishCase, since, Some(rules.after(since, rules.tasks.finish_days))));
    }
    // Pictures that are to be repeated after some weeks are repeated then.
    let weeks = facts.weeks.filter(|_| answered.outcome == Outcome::Monitor);
    let due = match weeks {
        Some(weeks) => acknowledged.at.saturating_add((weeks.saturating_mul(7 * 24)).hours()).unwrap_or(Timestamp::MAX),
        None => rules.after(acknowledged.at, rules.tasks.finish_days),
    };
    Some(task(TaskKind::FinishCase, acknowledged.at, Some(due)))
}

fn tell_patient(facts: &TaskFacts) -> Option<Task> {
    let due = facts.tell_by.or(facts.retell)?;
    let first = facts.state.answered().filter(|_| facts.news.is_none() && facts.tell_by.is_some()).map(|answered| {
        // Before that the answer may still be read, and the text goes by itself.
        let from = if facts.state.acknowledged().is_some() { effect(answered) } else { due };
        (from.max(effect(answered)), None)
    });
    // One that knows what is no longer so, until news of a later answer reaches them.
    let again = facts.retell.map(|retell| (retell, facts.news.filter(|news| *news > retell)));
    let (from, until) = match (first, again) {
        (Some(first), Some(again)) => (first.0.min(again.0), None),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    Some(Task { from, until, ..task(TaskKind::TellPatient, due, Some(due)) })
}

/// From when on somebody of the practice tells a patient who was texted at `since` that there is an answer, and has not
/// opened it; None while there is none to open.
pub fn unread_from(state: &State, since: Option<Timestamp>, rules: &Policy) -> Option<Timestamp> {
    // What the practice has not agreed to is shown to nobody, and of another patient nothing is.
    let is_shown = !matches!(state, State::Paused { .. } | State::WrongPatient { .. }) && !state.is_to_agree();
    state.answered().filter(|_| is_shown)?;
    Some(rules.after(since?, rules.news.unread_days))
}

fn reach_unread(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let from = unread_from(&facts.state, facts.unread_since, rules)?;
    let since = facts.unread_since?;
    Some(Task { from, ..task(TaskKind::ReachUnread, since, Some(rules.after(from, rules.news.reach_days))) })
}

fn reach_patient(facts: &TaskFacts, rules: &Policy) -> Option<Task> {
    let since = facts.unreached_since?;
    // Once the news of what has ended are over, a new link would show nothing either.
    let days = i64::from(PhotoRequestRules::default().news_days);
    let over = |ended: Timestamp| ended.saturating_add((24 * days).hours()).unwrap_or(Timestamp::MAX);
    let until = facts.state.ended().map(over);
    Some(Task { until, ..task(TaskKind::ReachPatient, since, Some(rules.after(since, rules.news.reach_days))) })
}

fn deal_with_change(facts: &TaskFacts) -> Option<Task> {
    let (since, late) = facts.change?;
    Some(task(TaskKind::DealWithChange, since, Some(late)))
}

/// The service has taken the case over, or what has changed may be what it has to answer for. Of a wrong patient nothing is.
fn look_at_change(facts: &TaskFacts) -> Option<Task> {
    let (since, due) = facts.change_at_service.filter(|_| !matches!(facts.state, State::WrongPatient { .. }))?;
    Some(task(TaskKind::LookAtChange, since, Some(due)))
}

fn read_message(facts: &TaskFacts, rules: &Policy, party: Party) -> Option<Task> {
    let [practice, service] = facts.unread;
    let (kind, since) = match party {
        Party::Practice => (TaskKind::ReadMessage, practice?),
        Party::Service => (TaskKind::ReadMessageAtService, service?),
    };
    // Nothing in a case of the wrong patient is anybody's to act on.
    let due = Some(rules.after(since, rules.tasks.read_days));
    (!matches!(facts.state, State::WrongPatient { .. })).then(|| task(kind, since, due))
}

fn settle(facts: &TaskFacts, rules: &Policy, party: Party) -> Option<Task> {
    let State::WrongPatient { found, .. } = &facts.state else { return None };
    let kind = match party {
        Party::Practice => TaskKind::SettleAtPractice,
        Party::Service => TaskKind::SettleAtService,
    };
    let due = rules.after(found.at, rules.tasks.settle_days);
    facts.state.is_wrong_patient_open(party).then(|| task(kind, found.at, Some(due)))
}
