//! What a case is after a change.

use jiff::Timestamp;

use super::{
    Acknowledgement, Answered, Asked, Change, InvalidTransition, Outcome, Party, Pause, Question, Referral, State,
    WrongPatientFound,
};

impl State {
    /// The state after `change`.
    ///
    /// # Errors
    /// `InvalidTransition` where this state does not allow the change, or an answer is taken back by somebody else or
    /// too late.
    pub fn transition(self, change: Change, now: Timestamp) -> Result<Self, InvalidTransition> {
        let refused = InvalidTransition { from: self.kind(), change: change.word() };
        match change {
            Change::Submit { service, due, since } => match self {
                Self::Draft => {
                    Ok(Self::InQueue { asked: Asked { service, submitted: now, due, since, pauses: vec![] } })
                }
                Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Answer { by, outcome, waiting_for, converts, undo_until } => {
                let (asked, over) = match self {
                    Self::InQueue { asked } => (asked, None),
                    // What was asked for may never come, or not be needed after all.
                    Self::Paused { mut asked, answered, waiting_for } => {
                        asked.pauses.push(Pause { from: answered.at, to: now });
                        let Answered { by, at, outcome, undo_until, .. } = answered;
                        // One that could still be taken back was never asked.
                        let question = Question { by, at, outcome, undo_until, waiting_for };
                        (asked, answered.in_effect(now).then_some(question))
                    }
                    Self::Draft
                    | Self::Answered { .. }
                    | Self::Acknowledged { .. }
                    | Self::Closed { .. }
                    | Self::Withdrawn { .. }
                    | Self::Converted { .. }
                    | Self::WrongPatient { .. } => return Err(refused),
                };
                let answered = Answered { by, at: now, outcome, undo_until, over, sent_on: None };
                Ok(if outcome.pauses_clock() {
                    Self::Paused { asked, answered, waiting_for }
                } else if converts {
                    Self::Converted { asked, answered, acknowledged: None }
                } else {
                    Self::Answered { asked, answered }
                })
            }
            Change::TakeBack { by } => match self {
                Self::Paused { asked, answered, .. }
                | Self::Answered { asked, answered }
                | Self::Converted { asked, answered, acknowledged: None }
                    if answered.by == by && !answered.in_effect(now) =>
                {
                    Ok(answered.before(asked))
                }
                Self::Draft
                | Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Retract => match self {
                Self::Answered { asked, answered }
                | Self::Acknowledged { asked, answered, .. }
                | Self::Closed { asked, answered, .. }
                | Self::Converted { asked, answered, .. }
                    if answered.in_effect(now) && answered.sent_on.is_none() =>
                {
                    Ok(Self::InQueue { asked })
                }
                Self::Draft
                | Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Reconsider { due } => match self {
                Self::Answered { mut asked, answered } | Self::Acknowledged { mut asked, answered, .. }
                    if answered.outcome == Outcome::Monitor && answered.in_effect(now) =>
                {
                    // Nobody waited for an answer while it was watched.
                    asked.pauses.push(Pause { from: answered.at, to: now });
                    asked.due = due;
                    Ok(Self::InQueue { asked })
                }
                Self::Draft
                | Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            // At once: another service has it, and nobody can call it back.
            Change::SendOn { by, to } => match self {
                Self::InQueue { asked } => {
                    let (outcome, sent_on) = (Outcome::Redirect, Some(to));
                    let answered = Answered { by, at: now, outcome, undo_until: now, over: None, sent_on };
                    Ok(Self::Answered { asked, answered })
                }
                Self::Draft
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Disagree => match self {
                Self::Converted { asked, answered, acknowledged: None }
                    if answered.outcome.needs_agreement() && answered.in_effect(now) =>
                {
                    Ok(Self::InQueue { asked })
                }
                Self::Draft
                | Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Resume { service, due } => match self {
                Self::Paused { mut asked, answered, .. } => {
                    asked.pauses.push(Pause { from: answered.at, to: now });
                    asked.service = service;
                    asked.due = due;
                    Ok(Self::InQueue { asked })
                }
                Self::Draft
                | Self::InQueue { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Acknowledge { by } => {
                let acknowledged = Acknowledgement { by, at: now };
                match self {
                    Self::Answered { asked, answered } => {
                        Ok(if answered.outcome.closes() || answered.sent_on.is_some() {
                            Self::Closed { asked, answered, acknowledged, at: now, referred: None, converted: false }
                        } else {
                            Self::Acknowledged { asked, answered, acknowledged }
                        })
                    }
                    Self::Converted { asked, answered, acknowledged: None } => {
                        Ok(Self::Converted { asked, answered, acknowledged: Some(acknowledged) })
                    }
                    Self::Draft
                    | Self::InQueue { .. }
                    | Self::Paused { .. }
                    | Self::Acknowledged { .. }
                    | Self::Closed { .. }
                    | Self::Withdrawn { .. }
                    | Self::Converted { acknowledged: Some(_), .. }
                    | Self::WrongPatient { .. } => Err(refused),
                }
            }
            Change::Refer { by } => {
                let referred = Some(Referral { by, at: now });
                match self {
                    Self::Answered { asked, answered } if answered.refer().is_some() => {
                        let acknowledged = Acknowledgement { by, at: now };
                        Ok(Self::Closed { asked, answered, acknowledged, at: now, referred, converted: false })
                    }
                    Self::Acknowledged { asked, answered, acknowledged } if answered.refer().is_some() => {
                        Ok(Self::Closed { asked, answered, acknowledged, at: now, referred, converted: false })
                    }
                    Self::Draft
                    | Self::InQueue { .. }
                    | Self::Paused { .. }
                    | Self::Answered { .. }
                    | Self::Acknowledged { .. }
                    | Self::Closed { .. }
                    | Self::Withdrawn { .. }
                    | Self::Converted { .. }
                    | Self::WrongPatient { .. } => Err(refused),
                }
            }
            // A referral that is still to be made is not "nothing more to be done".
            Change::Close => match self {
                Self::Acknowledged { answered, .. } if answered.refer().is_some() => Err(refused),
                Self::Acknowledged { asked, answered, acknowledged } => {
                    Ok(Self::Closed { asked, answered, acknowledged, at: now, referred: None, converted: false })
                }
                Self::Converted { asked, answered, acknowledged: Some(acknowledged) } => {
                    Ok(Self::Closed { asked, answered, acknowledged, at: now, referred: None, converted: true })
                }
                Self::Draft
                | Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { acknowledged: None, .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Reopen => match self {
                Self::Closed { asked, answered, acknowledged, converted: true, .. } => {
                    Ok(Self::Converted { asked, answered, acknowledged: Some(acknowledged) })
                }
                Self::Draft
                | Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::Withdraw { by } => match self {
                Self::Draft => Ok(Self::Withdrawn { asked: None, by, at: now }),
                Self::InQueue { asked } | Self::Paused { asked, .. } => {
                    Ok(Self::Withdrawn { asked: Some(asked), by, at: now })
                }
                Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. }
                | Self::WrongPatient { .. } => Err(refused),
            },
            Change::WrongPatient { by, because } => match self {
                // Before it was sent nobody but the practice knows of it: it withdraws and begins anew.
                Self::Draft | Self::Withdrawn { asked: None, .. } | Self::WrongPatient { .. } => Err(refused),
                Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { asked: Some(_), .. }
                | Self::Converted { .. } => Ok(Self::WrongPatient {
                    before: Box::new(self),
                    found: WrongPatientFound { by, at: now, because },
                    practice_done: None,
                    service_done: None,
                }),
            },
            Change::SettleWrongPatient { by, party } => {
                let done = Some(Acknowledgement { by, at: now });
                match (self, party) {
                    (Self::WrongPatient { before, found, practice_done: None, service_done }, Party::Practice) => {
                        Ok(Self::WrongPatient { before, found, practice_done: done, service_done })
                    }
                    (Self::WrongPatient { before, found, practice_done, service_done: None }, Party::Service) => {
                        Ok(Self::WrongPatient { before, found, practice_done, service_done: done })
                    }
                    (
                        Self::Draft
                        | Self::InQueue { .. }
                        | Self::Paused { .. }
                        | Self::Answered { .. }
                        | Self::Acknowledged { .. }
                        | Self::Closed { .. }
                        | Self::Withdrawn { .. }
                        | Self::Converted { .. }
                        | Self::WrongPatient { .. },
                        Party::Practice | Party::Service,
                    ) => Err(refused),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
