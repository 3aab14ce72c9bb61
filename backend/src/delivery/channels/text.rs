//! What texts to patients say.

use domain::sms;
use locales::Locale;

/// One text, ready to be sent.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::delivery) struct Text {
    pub(in crate::delivery) to: String,
    pub(in crate::delivery) body: String,
}

/// What a request for photos says.
pub(in crate::delivery) fn photo_request(to: &str, practice: &str, url: &str, days: u32) -> Text {
    let days = days.to_string();
    let body =
        locales::text(Locale::English, "sms.photo_request", &[("practice", practice), ("url", url), ("days", &days)]);
    text(to, &body)
}

/// The same once more, to who has sent none.
pub(in crate::delivery) fn photo_reminder(to: &str, practice: &str, url: &str, until: &str) -> Text {
    let body =
        locales::text(Locale::English, "sms.photo_reminder", &[("practice", practice), ("url", url), ("until", until)]);
    text(to, &body)
}

/// What is said when there is an answer: nothing of it, because a text can be read over a shoulder.
pub(in crate::delivery) fn news(to: &str, practice: &str) -> Text {
    let body = locales::text(Locale::English, "sms.answer_ready", &[("practice", practice)]);
    text(to, &body)
}

/// More than this, and something in it is not what texts are made of: a practice's name of a whole line, or letters that
/// the GSM alphabet lacks.
const MOST_PARTS: usize = 2;

/// In plain typography, which is a quarter of the price.
fn text(to: &str, body: &str) -> Text {
    let body = sms::plain(body);
    let sms::Size { is_gsm, parts } = sms::size(&body);
    if parts > MOST_PARTS {
        tracing::warn!(parts, is_gsm, "a text takes many parts: look at the practice's name");
    }
    Text { to: to.to_owned(), body }
}

/// A new link to the news.
pub(in crate::delivery) fn news_link(to: &str, practice: &str, url: &str) -> Text {
    let body = locales::text(Locale::English, "sms.news_link", &[("practice", practice), ("url", url)]);
    text(to, &body)
}

/// The request was taken back: nobody waits for the patient any longer, and they should not wait either.
pub(in crate::delivery) fn withdrawn(to: &str, practice: &str, phone: &str) -> Text {
    let body = locales::text(Locale::English, "sms.withdrawn", &[("practice", practice), ("phone", phone)]);
    text(to, &body)
}

/// When and where a patient is expected.
pub(in crate::delivery) fn appointment(to: &str, service: &str, when: &str, place: &str, phone: &str) -> Text {
    let body =
        locales::text(Locale::English, "sms.appointment", &[("service", service), ("when", when), ("place", place)]);
    let call = locales::text(Locale::English, "sms.appointment_call", &[("phone", phone)]);
    text(to, &with_phone(body, &call, phone))
}

/// That they are not expected then.
pub(in crate::delivery) fn appointment_off(to: &str, service: &str, when: &str, phone: &str) -> Text {
    let body = locales::text(Locale::English, "sms.appointment_off", &[("service", service), ("when", when)]);
    let call = locales::text(Locale::English, "sms.appointment_ask", &[("phone", phone)]);
    text(to, &with_phone(body, &call, phone))
}

/// When and where a patient is photographed, and how they come.
pub(in crate::delivery) fn hub_appointment(to: &str, hub: &str, when: &str, place: &str, phone: &str) -> Text {
    let body = locales::text(Locale::English, "sms.hub_appointment", &[("hub", hub), ("when", when), ("place", place)]);
    let call = locales::text(Locale::English, "sms.appointment_call", &[("phone", phone)]);
    text(to, &with_phone(body, &call, phone))
}

/// That they are not photographed then, nor at another time.
pub(in crate::delivery) fn hub_off(to: &str, hub: &str, when: &str, phone: &str) -> Text {
    let body = locales::text(Locale::English, "sms.hub_off", &[("hub", hub), ("when", when)]);
    let call = locales::text(Locale::English, "sms.appointment_ask", &[("phone", phone)]);
    text(to, &with_phone(body, &call, phone))
}

/// How follow-up photos go on: when they are asked for again, or that no more are wanted.
pub(in crate::delivery) fn follow_up(to: &str, practice: &str, phone: &str, next: Option<&str>) -> Text {
    let body = match next {
        Some(day) => locales::text(Locale::English, "sms.follow_up_next", &[("practice", practice), ("day", day)]),
        None => locales::text(Locale::English, "sms.follow_up_over", &[("practice", practice)]),
    };
    let call = locales::text(Locale::English, "sms.follow_up_call", &[("phone", phone)]);
    text(to, &with_phone(body, &call, phone))
}

/// With whom to call, where there is somebody.
fn with_phone(body: String, call: &str, phone: &str) -> String {
    if phone.is_empty() { body } else { format!("{body} {call}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://photos.example.nhs.uk/p/AAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn a_name_as_it_is_printed_costs_no_more_than_plain_letters() {
        for practice in
            ["St Mary’s Surgery", "Hill Top – “The” Surgery", "The Ridgeway and Mount Pleasant Group Practice"]
        {
            let reminder = photo_reminder("+447700900123", practice, URL, "Wednesday 30 September").body;
            let others = [photo_request("+447700900123", practice, URL, 7).body, news("+447700900123", practice).body];
            for body in others.into_iter().chain([reminder]) {
                let size = sms::size(&body);
                assert!(size.is_gsm && size.parts <= MOST_PARTS, "{size:?}: {body}");
            }
        }
    }

    #[test]
    fn nothing_touches_the_link() {
        let body = photo_request("+447700900123", "St Mary’s Surgery", URL, 7).body;
        let (before, after) = body.split_once(URL).unwrap();
        assert!(before.ends_with(' ') && after.starts_with(' '), "{body}");
    }
}
