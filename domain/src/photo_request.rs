//! What a link may do now. A patient's takes pictures until they are sent, it is withdrawn or its days are over, and
//! then shows news; a phone's takes pictures for some minutes and shows nothing.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::case::StateKind;

/// How long links live. Proposals of domain.md 5.3; the 7 days are Accurx's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PhotoRequestRules {
    /// Days a patient's link takes pictures, told to a link when it is made. 7.
    pub link_days: u32,
    /// Minutes a link for the referrer's own phone takes pictures, likewise. 10: it needs no sign-in.
    pub phone_minutes: u32,
    /// Days a patient's link shows news after the case has ended. 28.
    pub news_days: u32,
    /// Wrong dates of birth before the link locks. 5.
    pub tries: u32,
}

impl Default for PhotoRequestRules {
    fn default() -> Self {
        Self { link_days: 7, phone_minutes: 10, news_days: 28, tries: 5 }
    }
}

impl Purpose {
    /// Whether it asks a patient for photos: with consents, questions and reminders.
    pub const fn asks_patient(self) -> bool {
        match self {
            Self::Patient | Self::Round => true,
            Self::Phone | Self::News => false,
        }
    }
}

impl PhotoRequestRules {
    /// When a link made now stops taking pictures.
    pub fn expires(&self, purpose: Purpose, made: Timestamp) -> Timestamp {
        match purpose {
            Purpose::Patient | Purpose::Round => later(made, i64::from(self.link_days) * 24 * 60),
            Purpose::Phone => later(made, i64::from(self.phone_minutes)),
            // Until the news is over, however long that takes: not by this time.
            Purpose::News => later(made, 100 * 365 * 24 * 60),
        }
    }
}

/// Who a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A patient, who shows who they are by their date of birth.
    Patient,
    /// The referrer's own phone, shown to it as a QR code.
    Phone,
    /// A patient again, whom a plan asks for follow-up photos.
    Round,
    /// A patient again, whose link was locked, lost or closed: the news and nothing else.
    News,
}

/// What is known of one link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub purpose: Purpose,
    /// `PhotoRequestRules::expires` when it was made.
    pub expires: Timestamp,
    pub sent: Option<Timestamp>,
    pub withdrawn: Option<Timestamp>,
    /// Wrong dates of birth so far.
    pub wrong_dates: u32,
}

/// What the link is good for at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkStatus {
    /// Consents, questions, pictures, sending.
    TakesPictures,
    /// How the case stands, and nothing else.
    ShowsNews,
    Locked,
    Withdrawn,
    Expired,
}

impl Link {
    /// What this link may do now. `case` is the state of its case and `ended` when that came to its end
    /// (`State::ended`).
    pub fn status(
        &self,
        case: StateKind,
        ended: Option<Timestamp>,
        now: Timestamp,
        rules: &PhotoRequestRules,
    ) -> LinkStatus {
        // Whoever holds a link to a case of the wrong patient may be anybody: not even one that was over opens again.
        if self.withdrawn.is_some() || case == StateKind::WrongPatient {
            return LinkStatus::Withdrawn;
        }
        if self.tries_left(rules) == 0 {
            return LinkStatus::Locked;
        }
        let news_over = ended.is_some_and(|ended| now > later(ended, i64::from(rules.news_days) * 24 * 60));
        let is_round = self.purpose == Purpose::Round;
        let takes_pictures = match case {
            StateKind::Draft | StateKind::Paused => self.sent.is_none() && !is_round,
            StateKind::Answered | StateKind::Acknowledged => self.sent.is_none() && is_round,
            StateKind::InQueue
            | StateKind::Closed
            | StateKind::Withdrawn
            | StateKind::Converted
            | StateKind::WrongPatient => false,
        };
        match self.purpose {
            Purpose::Patient | Purpose::Phone | Purpose::Round
                if self.sent.is_none() && (now >= self.expires || case == StateKind::Withdrawn) =>
            {
                LinkStatus::Expired
            }
            Purpose::News if news_over => LinkStatus::Expired,
            Purpose::News => LinkStatus::ShowsNews,
            Purpose::Patient | Purpose::Phone | Purpose::Round if takes_pictures => LinkStatus::TakesPictures,
            Purpose::Patient | Purpose::Round if !news_over => LinkStatus::ShowsNews,
            Purpose::Patient | Purpose::Phone | Purpose::Round => LinkStatus::Expired,
        }
    }

    /// The same for a browser in which the right date was given: somebody else's wrong guesses do not throw it out.
    pub fn confirmed_status(
        &self,
        case: StateKind,
        ended: Option<Timestamp>,
        now: Timestamp,
        rules: &PhotoRequestRules,
    ) -> LinkStatus {
        Self { wrong_dates: 0, ..*self }.status(case, ended, now, rules)
    }

    /// How many wrong dates are still allowed.
    pub const fn tries_left(&self, rules: &PhotoRequestRules) -> u32 {
        rules.tries.saturating_sub(self.wrong_dates)
    }

    /// The link as clinicians see it; `taken` is whether pictures of it went to the specialist.
    pub fn words(&self, status: LinkStatus, taken: bool, rules: &PhotoRequestRules) -> String {
        match (status, self.purpose) {
            (LinkStatus::Withdrawn, _) if self.sent.is_some() => "Photos received; the link is closed".into(),
            (LinkStatus::Withdrawn, _) => "Withdrawn".into(),
            (LinkStatus::Locked, _) => format!("Locked after {} wrong dates", rules.tries),
            (LinkStatus::ShowsNews, Purpose::News) => "Shows the news".into(),
            (_, _) if self.sent.is_some() => "Photos received".into(),
            (LinkStatus::TakesPictures, Purpose::Patient | Purpose::Round | Purpose::News) => {
                "Waiting for the patient".into()
            }
            (LinkStatus::TakesPictures, Purpose::Phone) => "Waiting for the phone".into(),
            (LinkStatus::ShowsNews, Purpose::Round) => "Not wanted any longer".into(),
            (LinkStatus::ShowsNews, _) if taken => "Request sent with photos that the patient had not sent yet".into(),
            (LinkStatus::ShowsNews, _) => "Request sent without this patient's photos".into(),
            (LinkStatus::Expired, _) => "Expired".into(),
        }
    }
}

fn later(from: Timestamp, minutes: i64) -> Timestamp {
    from.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use proptest::prelude::*;

    use super::*;

    const MADE: Timestamp = Timestamp::UNIX_EPOCH;

    fn link(purpose: Purpose) -> Link {
        let expires = PhotoRequestRules::default().expires(purpose, MADE);
        Link { purpose, expires, sent: None, withdrawn: None, wrong_dates: 0 }
    }

    fn status(link: Link, case: StateKind, ended: Option<Timestamp>, hours: i64) -> LinkStatus {
        link.status(case, ended, MADE + hours.hours(), &PhotoRequestRules::default())
    }

    #[test]
    fn a_patients_link_takes_pictures_for_seven_days() {
        let open = link(Purpose::Patient);
        assert_eq!(status(open, StateKind::Draft, None, 7 * 24 - 1), LinkStatus::TakesPictures);
        assert_eq!(status(open, StateKind::Draft, None, 7 * 24), LinkStatus::Expired);
        assert_eq!(status(open, StateKind::InQueue, None, 1), LinkStatus::ShowsNews);
        assert_eq!(status(open, StateKind::Withdrawn, Some(MADE), 1), LinkStatus::Expired);
        assert_eq!(status(open, StateKind::Paused, None, 1), LinkStatus::TakesPictures);
    }

    #[test]
    fn after_sending_it_shows_news_until_28_days_after_the_end() {
        let sent = Link { sent: Some(MADE), ..link(Purpose::Patient) };
        assert_eq!(status(sent, StateKind::Draft, None, 1), LinkStatus::ShowsNews);
        assert_eq!(status(sent, StateKind::Answered, None, 90 * 24), LinkStatus::ShowsNews);
        let closed = Some(MADE + 48.hours());
        assert_eq!(status(sent, StateKind::Closed, closed, (2 + 28) * 24), LinkStatus::ShowsNews);
        assert_eq!(status(sent, StateKind::Closed, closed, (2 + 28) * 24 + 1), LinkStatus::Expired);
    }

    #[test]
    fn a_phones_link_takes_pictures_for_ten_minutes_and_shows_nothing() {
        let phone = link(Purpose::Phone);
        let rules = PhotoRequestRules::default();
        let at = |minutes: i64| phone.status(StateKind::Draft, None, MADE + minutes.minutes(), &rules);
        assert_eq!((at(9), at(10)), (LinkStatus::TakesPictures, LinkStatus::Expired));
        assert_eq!(status(phone, StateKind::InQueue, None, 0), LinkStatus::Expired);
    }

    #[test]
    fn five_wrong_dates_lock_and_withdrawing_ends_it() {
        let four = Link { wrong_dates: 4, ..link(Purpose::Patient) };
        assert_eq!(four.tries_left(&PhotoRequestRules::default()), 1);
        assert_eq!(status(four, StateKind::Draft, None, 1), LinkStatus::TakesPictures);
        let five = Link { wrong_dates: 5, ..four };
        assert_eq!(status(five, StateKind::Draft, None, 1), LinkStatus::Locked);
        assert_eq!(five.words(LinkStatus::Locked, false, &PhotoRequestRules::default()), "Locked after 5 wrong dates");
        let withdrawn = Link { withdrawn: Some(MADE), ..five };
        assert_eq!(status(withdrawn, StateKind::Draft, None, 1), LinkStatus::Withdrawn);
    }

    #[test]
    fn a_rounds_link_takes_photos_while_the_answer_stands_and_no_other_does() {
        let round = link(Purpose::Round);
        for state in [StateKind::Answered, StateKind::Acknowledged] {
            assert_eq!(status(round, state, None, 1), LinkStatus::TakesPictures);
            assert_eq!(status(round, state, None, 7 * 24), LinkStatus::Expired);
            assert_eq!(status(Link { sent: Some(MADE), ..round }, state, None, 90 * 24), LinkStatus::ShowsNews);
            assert_eq!(status(link(Purpose::Patient), state, None, 1), LinkStatus::ShowsNews);
        }
        assert_eq!(status(round, StateKind::InQueue, None, 1), LinkStatus::ShowsNews);
        assert_eq!(status(round, StateKind::WrongPatient, None, 1), LinkStatus::Withdrawn);
    }

    #[test]
    fn a_link_to_the_news_lives_as_long_as_there_is_news_and_takes_no_pictures() {
        let news = link(Purpose::News);
        assert_eq!(status(news, StateKind::Draft, None, 1), LinkStatus::ShowsNews);
        assert_eq!(status(news, StateKind::Answered, None, 90 * 24), LinkStatus::ShowsNews);
        assert_eq!(status(news, StateKind::Closed, Some(MADE), 28 * 24), LinkStatus::ShowsNews);
        assert_eq!(status(news, StateKind::Closed, Some(MADE), 28 * 24 + 1), LinkStatus::Expired);
        assert_eq!(status(news, StateKind::Withdrawn, Some(MADE), 1), LinkStatus::ShowsNews);
    }

    #[test]
    fn wrong_guesses_elsewhere_do_not_throw_out_who_gave_the_right_date() {
        let locked = Link { wrong_dates: 5, sent: Some(MADE), ..link(Purpose::Patient) };
        let rules = PhotoRequestRules::default();
        assert_eq!(locked.status(StateKind::Answered, None, MADE, &rules), LinkStatus::Locked);
        assert_eq!(locked.confirmed_status(StateKind::Answered, None, MADE, &rules), LinkStatus::ShowsNews);
        let withdrawn = Link { withdrawn: Some(MADE), ..locked };
        assert_eq!(withdrawn.confirmed_status(StateKind::Answered, None, MADE, &rules), LinkStatus::Withdrawn);
    }

    proptest! {
        /// A link that is over stays over: it never takes pictures again, whatever becomes of the case.
        #[test]
        fn no_pictures_after_sending_locking_withdrawing_or_expiring(
            purpose in prop::sample::select(&[Purpose::Patient, Purpose::Phone, Purpose::Round][..]), how in 0u8..4, case in prop::sample::select(StateKind::ALL), hours in 0i64..2_000
        ) {
            let open = link(purpose);
            let (over, hours) = match how {
                0 => (Link { sent: Some(MADE), ..open }, hours),
                1 => (Link { withdrawn: Some(MADE), ..open }, hours),
                2 => (Link { wrong_dates: 5, ..open }, hours),
                _ => (open, hours + 7 * 24),
            };
            prop_assert_ne!(status(over, case, None, hours), LinkStatus::TakesPictures);
        }
    }
}
