//! What clinicians of one service ask of each other about a case (domain.md 5.2, step 8): a prepared answer is released by
//! somebody who answers in their own name, a colleague says what they think, a meeting discusses it, and a share of the
//! answers is read a second time by somebody who does not know them. None of it is an answer, and none of it moves a due time.
//!
//! To add a kind: a line in [`ReviewKind`], its task in `tasks`, and what the compiler then names.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    case::{Outcome, Problem},
    code::coded,
    ids::AccountId,
    tasks::TaskKind,
    text::Passage,
    typed,
};

/// Beyond which no meeting is planned.
const MEETING_WITHIN_DAYS: i64 = 366;

/// What is asked for. A case has at most one of each kind that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewKind {
    /// An answer that somebody prepared who does not answer in their own name.
    Release,
    /// What a colleague thinks.
    Opinion,
    /// To be discussed at a meeting (MDT).
    Meeting,
    /// What somebody else would have answered, who does not know the answer: to see how well they agree.
    SecondReading,
}

coded! { ReviewKind, "review",
    Release => "release", "Prepared answer";
    Opinion => "opinion", "A colleague’s opinion";
    Meeting => "meeting", "Discussion at a meeting";
    SecondReading => "second_reading", "Second reading";
}

impl ReviewKind {
    /// What there is to do while it is open.
    pub const fn task(self) -> TaskKind {
        match self {
            Self::Release => TaskKind::ReleaseAnswer,
            Self::Opinion => TaskKind::GiveOpinion,
            Self::Meeting => TaskKind::DiscussCase,
            Self::SecondReading => TaskKind::ReadAgain,
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewEnd {
    Released,
    Changed,
    Returned,
    Replied,
    Discussed,
    Same,
    Close,
    Differs,
    CalledOff,
}

coded! { ReviewEnd, "end of a review",
    Released => "released", "Sent as it was prepared";
    Changed => "changed", "Another answer was sent";
    Returned => "returned", "Returned";
    Replied => "replied", "Replied";
    Discussed => "discussed", "Discussed";
    Same => "same", "Read again: the same outcome";
    Close => "close", "Read again: another outcome, as urgent";
    Differs => "differs", "Read again: a different outcome";
    CalledOff => "called_off", "Called off";
}

impl ReviewEnd {
    /// Whether whoever asked has something to read by it. Of a second reading that agrees they have not: it would be one more
    /// thing to press for nearly every one.
    pub const fn is_to_read(self) -> bool {
        match self {
            Self::Changed | Self::Returned | Self::Replied | Self::Discussed | Self::Differs => true,
            Self::Released | Self::Same | Self::Close | Self::CalledOff => false,
        }
    }

    /// An answer was sent by it, which can still be taken back.
    pub const fn is_by_answer(self) -> bool {
        matches!(self, Self::Released | Self::Changed)
    }

    /// The patient would have fared as well by the one answer as by the other, as far as outcomes say.
    pub const fn agrees(self) -> bool {
        matches!(self, Self::Same | Self::Close)
    }
}

/// How a second reading's outcome compares with the answer's: other than the same one, it matters whether the patient would be
/// seen at all, and how urgently.
pub fn compare(answered: Outcome, second: Outcome) -> ReviewEnd {
    let way = |outcome: Outcome| (outcome.needs_appointment(), outcome.is_urgent(), outcome.pauses_clock());
    if answered == second {
        ReviewEnd::Same
    } else if way(answered) == way(second) {
        ReviewEnd::Close
    } else {
        ReviewEnd::Differs
    }
}

/// Whether the answer with this id is among the `percent` of all that are read a second time. An id is random, and is known to
/// nobody before the answer is sent: so nobody chooses which.
pub fn is_drawn(answer: Uuid, percent: u32) -> bool {
    answer.as_u128() % 100 < u128::from(percent)
}

/// What somebody types who asks a colleague or a meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskForm {
    /// "opinion" or "meeting".
    pub kind: String,
    /// Whom; empty for whoever comes to it first.
    pub of: String,
    /// "2026-12-03"; of a meeting alone.
    pub meeting: String,
    /// What they want to know.
    pub words: String,
}

/// The same once it is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    pub kind: ReviewKind,
    pub of: Option<AccountId>,
    pub meeting: Option<Date>,
    pub words: String,
}

impl AskForm {
    /// Reads it on `today`, where `colleagues` can be asked.
    ///
    /// # Errors
    /// What is missing or wrong, by field.
    pub fn read(&self, colleagues: &[AccountId], today: Date) -> Result<Asking, Vec<Problem>> {
        let mut problems = Vec::new();
        let kind = self.kind.parse().ok().filter(|kind| matches!(kind, ReviewKind::Opinion | ReviewKind::Meeting));
        if kind.is_none() {
            problems.push(Problem::new("review_kind", "Choose whom you ask: a colleague or a meeting"));
        }
        let of = match self.of.parse().ok() {
            None if self.of.is_empty() => None,
            Some(of) if colleagues.contains(&of) => Some(of),
            Some(_) | None => {
                problems.push(Problem::new("review_of", "Choose a colleague who answers at your service"));
                None
            }
        };
        let is_meeting = kind == Some(ReviewKind::Meeting);
        let day: Option<Date> = self.meeting.trim().parse().ok().filter(|day: &Date| {
            let days = day.since(today).map_or(-1, |span| i64::from(span.get_days()));
            (0..=MEETING_WITHIN_DAYS).contains(&days)
        });
        if is_meeting && day.is_none() {
            problems.push(Problem::new("review_meeting", "Say on which day the meeting is: today or within a year"));
        }
        let words = typed::text(&self.words);
        if let Some(problem) = needs_words("review_words", "Say what you want to know", &words) {
            problems.push(problem);
        }
        match kind {
            Some(kind) if problems.is_empty() => {
                Ok(Asking { kind, of: of.filter(|_| !is_meeting), meeting: day.filter(|_| is_meeting), words })
            }
            Some(_) | None => Err(problems),
        }
    }
}

/// What somebody types who does what was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReplyForm {
    pub words: String,
    /// Of a second reading.
    pub outcome: String,
}

impl ReplyForm {
    /// Reads what is said of one of this kind; with the outcome where it is a second reading, which needs no words.
    ///
    /// # Errors
    /// What is missing, by field.
    pub fn read(&self, kind: ReviewKind, offered: &[Outcome]) -> Result<(String, Option<Outcome>), Vec<Problem>> {
        let words = typed::text(&self.words);
        if kind == ReviewKind::SecondReading {
            let outcome = self.outcome.parse().ok().filter(|outcome| offered.contains(outcome));
            let too_long = !words.is_empty() && Passage::new(&words).is_err();
            return match outcome {
                Some(outcome) if !too_long => Ok((words, Some(outcome))),
                Some(_) => Err(vec![Problem::new("reply_words", "Use 4,000 characters or fewer")]),
                None => Err(vec![Problem::new("reply_outcome", "Choose what you would have answered")]),
            };
        }
        match needs_words("reply_words", "Say it in a sentence", &words) {
            Some(problem) => Err(vec![problem]),
            None => Ok((words, None)),
        }
    }
}

fn needs_words(field: &str, sentence: &str, words: &str) -> Option<Problem> {
    let is_whole = !typed::is_blank(words) && Passage::new(words).is_ok();
    (!is_whole).then(|| Problem::new(field, format!("{sentence}, in 4,000 characters or fewer")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_agree_by_what_becomes_of_the_patient() {
        let all = [
            (Outcome::Reassure, Outcome::Reassure, ReviewEnd::Same),
            (Outcome::Reassure, Outcome::TreatInPrimaryCare, ReviewEnd::Close),
            (Outcome::RoutineClinic, Outcome::PlasticSurgery, ReviewEnd::Close),
            (Outcome::UrgentClinic, Outcome::UpgradeToCancer, ReviewEnd::Close),
            (Outcome::RoutineClinic, Outcome::UrgentClinic, ReviewEnd::Differs),
            (Outcome::Reassure, Outcome::RoutineClinic, ReviewEnd::Differs),
            (Outcome::Reassure, Outcome::MoreInformation, ReviewEnd::Differs),
        ];
        for (first, second, end) in all {
            assert_eq!((compare(first, second), compare(second, first)), (end, end), "{first:?} {second:?}");
        }
    }

    #[test]
    fn so_many_of_a_hundred_are_drawn() {
        let drawn = |percent| (0..1_000).filter(|n| is_drawn(Uuid::from_u128(*n), percent)).count();
        assert_eq!([drawn(0), drawn(5), drawn(100)], [0, 50, 1_000]);
    }

    #[test]
    fn what_is_asked_is_whole() {
        let today = jiff::civil::date(2026, 11, 30);
        let colleague = AccountId(Uuid::from_u128(7));
        let read = |form: &AskForm| form.read(&[colleague], today);
        let opinion = AskForm {
            kind: "opinion".into(),
            of: colleague.to_string(),
            words: " Would you biopsy this? ".into(),
            meeting: "nonsense".into(),
        };
        let asking = read(&opinion).unwrap();
        assert_eq!((asking.of, asking.meeting), (Some(colleague), None));
        assert_eq!(asking.words.trim(), "Would you biopsy this?");
        let fields = |form: AskForm| -> Vec<String> {
            read(&form).unwrap_err().into_iter().map(|problem| problem.field).collect()
        };
        assert_eq!(fields(AskForm::default()), ["review_kind", "review_words"]);
        assert_eq!(fields(AskForm { kind: "release".into(), ..opinion.clone() }), ["review_kind"]);
        let stranger = AccountId(Uuid::from_u128(8)).to_string();
        assert_eq!(fields(AskForm { of: stranger, ..opinion.clone() }), ["review_of"]);
        assert_eq!(fields(AskForm { words: "a".repeat(4_001), ..opinion.clone() }), ["review_words"]);
        let meeting = AskForm { kind: "meeting".into(), of: String::new(), ..opinion };
        for day in ["", "2026-11-29", "2027-12-31"] {
            assert_eq!(fields(AskForm { meeting: day.into(), ..meeting.clone() }), ["review_meeting"], "{day}");
        }
        let asking = read(&AskForm { meeting: "2026-11-30".into(), ..meeting }).unwrap();
        assert_eq!((asking.kind, asking.meeting), (ReviewKind::Meeting, Some(today)));
    }

    #[test]
    fn a_second_reading_is_an_outcome_and_everything_else_words() {
        let offered = [Outcome::Reassure];
        let form = |words: &str, outcome: &str| ReplyForm { words: words.into(), outcome: outcome.into() };
        let field = |form: ReplyForm, kind| form.read(kind, &offered).unwrap_err()[0].field.clone();
        assert_eq!(field(form("", ""), ReviewKind::SecondReading), "reply_outcome");
        assert_eq!(field(form("", "photo_hub"), ReviewKind::SecondReading), "reply_outcome");
        assert_eq!(field(form(&"a".repeat(4_001), "reassure"), ReviewKind::SecondReading), "reply_words");
        assert_eq!(field(form(" ", "reassure"), ReviewKind::Opinion), "reply_words");
        let read = form("", "reassure").read(ReviewKind::SecondReading, &offered).unwrap();
        assert_eq!(read, (String::new(), Some(Outcome::Reassure)));
        assert_eq!(form("Yes.", "reassure").read(ReviewKind::Meeting, &offered).unwrap(), ("Yes.".to_owned(), None));
    }
}
