use serde::{Deserialize, Serialize};

/// Within how many working days what waits is done, and when somebody else is told that it was not. Every number is a
/// service's own to set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskRules {
    /// To read an answer, what became of one, or a message. 2 (domain.md 5.1, step 10).
    pub read_days: u32,
    /// To do what an answer asks for and close the case, where it says no time of its own. 20: four weeks, after which
    /// patients are told to ask (domain.md 2.1).
    pub finish_days: u32,
    /// To send or withdraw a request that was begun. 10: a patient's link has its 7 days.
    pub draft_days: u32,
    /// To put right what was done with a case of the wrong patient. 1.
    pub settle_days: u32,
    /// To say how an appointment went, after it. 1.
    pub note_days: u32,
    /// Days within which a photography hub takes the pictures that it is asked for. 7 (domain.md 5.4).
    pub hub_days: u32,
    /// Calls that reach nobody before a letter is sent, and the practice is asked to help. 2 (domain.md 5.7).
    pub calls: u32,
    /// To give a colleague the opinion that they asked for. 2, ours: as for a message.
    pub opinion_days: u32,
    /// Of a hundred answers, so many are read a second time by somebody else, drawn at random. 5; 0 for none.
    pub second_reading_percent: u32,
    /// To read one so. 5, ours.
    pub second_reading_days: u32,
    /// Weeks between two rounds of a plan, where whoever sets it says nothing else. 12: three months (domain.md 5.9).
    pub monitor_weeks: u32,
    /// Rounds without a change after which one ends, likewise. 4, ours: about a year.
    pub monitor_rounds: u32,
    /// To look at the photos of a round about which the patient says nothing. 5, ours; those that may be worse are due as
    /// "it has changed" is.
    pub monitor_days: u32,
    /// After which something late is the manager's, too. 2.
    pub hand_on_days: u32,
}

impl Default for TaskRules {
    fn default() -> Self {
        Self {
            read_days: 2,
            finish_days: 20,
            draft_days: 10,
            settle_days: 1,
            note_days: 1,
            hub_days: 7,
            calls: 2,
            opinion_days: 2,
            second_reading_percent: 5,
            second_reading_days: 5,
            monitor_weeks: 12,
            monitor_rounds: 4,
            monitor_days: 5,
            hand_on_days: 2,
        }
    }
}
