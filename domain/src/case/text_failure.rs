//! Why a text to a patient was not sent or did not arrive, and what somebody then does.

use serde::{Deserialize, Serialize};

use crate::code::coded;

/// Why a text was not sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextFailure {
    /// This installation has nothing that texts could leave by.
    NoChannel,
    /// What was stored of it could not be read.
    Unreadable,
    /// Refused, or tried too often.
    GaveUp,
    /// What sends texts did not let this installation in, for so long that somebody has to be told.
    ShutOut,
    /// It left, and the phone network says that this number takes none.
    NoSuchNumber,
    /// It left, and the phone was off or out of reach until the network gave up.
    PhoneOff,
    /// It left, and was lost on the way.
    Network,
    /// From before reasons were kept.
    #[default]
    Unknown,
}

coded! { TextFailure, "reason",
    NoChannel => "no_channel", "this Skinlink is not connected to anything that sends texts";
    Unreadable => "unreadable", "its content could not be read";
    GaveUp => "gave_up", "it was refused, or tried too often";
    ShutOut => "shut_out", "the service that sends texts did not let this Skinlink in";
    NoSuchNumber => "no_such_number", "the phone network says that this number does not exist or takes no texts";
    PhoneOff => "phone_off", "the phone was off or out of reach for too long";
    Network => "network", "it was lost on the way";
    Unknown => "unknown", "the reason was not kept";
}

impl TextFailure {
    /// Whether it left, and what failed came after.
    pub const fn is_of_sent(self) -> bool {
        match self {
            Self::NoSuchNumber | Self::PhoneOff | Self::Network => true,
            Self::NoChannel | Self::Unreadable | Self::GaveUp | Self::ShutOut | Self::Unknown => false,
        }
    }

    /// What became of the text to a patient, and what somebody at the practice does now. `call` is "Call 07700 900 123".
    pub fn to_do(self, call: &str, may_text: bool) -> String {
        let what = if self.is_of_sent() { "did not arrive" } else { "could not be sent" };
        let why = if self == Self::Unknown { String::new() } else { format!(": {}", self.label()) };
        let then = match self {
            Self::NoSuchNumber => {
                "Look for another number in the patient’s record, correct it in this request, and text again".to_owned()
            }
            Self::NoChannel
            | Self::Unreadable
            | Self::GaveUp
            | Self::ShutOut
            | Self::PhoneOff
            | Self::Network
            | Self::Unknown => format!("{call}{}", if may_text { ", or text again" } else { "" }),
        };
        format!("The text to the patient {what}{why}. {then}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reads_that_a_text_failed_reads_what_to_do() {
        for &why in TextFailure::ALL {
            let words = why.to_do("Call 07700 900 123", true);
            assert!(words.contains("text again") && words.ends_with('.'), "{words}");
            let names_the_number = words.contains("07700 900 123");
            assert_eq!(
                names_the_number,
                why != TextFailure::NoSuchNumber,
                "a number that does not exist is not called"
            );
            assert_eq!(words.contains("did not arrive"), why.is_of_sent());
        }
        let words = TextFailure::GaveUp.to_do("Call them", false);
        assert!(!words.contains("again"), "nothing could carry it: {words}");
    }
}
