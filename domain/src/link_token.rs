//! The secret part of a patient's or a phone's link, as it comes back: typed off a letter, copied with the sentence's full
//! stop, cut short by a program that wraps lines. And what its pages are called by, which is no secret.

/// Characters of a token: 128 bits in URL-safe base64.
const LENGTH: usize = 22;

fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// The token in `text`, without what a sentence or a program put around it. None where no token can be in there: then the
/// link was not copied whole, and asking its finder for a date of birth would lock nothing but them out. Says nothing
/// about which tokens exist.
pub fn token_in(text: &str) -> Option<&str> {
    let token = text.trim_matches(|c| !is_of_token(c));
    (token.len() == LENGTH && token.chars().all(is_of_token)).then_some(token)
}

/// Hexadecimal digits of a reference: never as many as a token has.
pub const REFERENCE_LENGTH: usize = 16;

/// Whether `text` can be a link's reference: what stands in the addresses of its pages in the place of its token.
pub fn is_reference(text: &str) -> bool {
    text.len() == REFERENCE_LENGTH && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_a_token_is_left_out_and_a_part_of_one_is_none() {
        const TOKEN: &str = "Ab3-_9xYz01234567890aQ";
        for around in ["T", "T.", "T),", "<T>", "T\u{2019}", "T\u{a0}", "\u{201c}T\u{201d}", "T%"] {
            assert_eq!(token_in(&around.replace('T', TOKEN)), Some(TOKEN), "{around}");
        }
        for wrong in ["", ".", "made-up", &TOKEN[..21], &TOKEN[..10], &format!("{TOKEN}Q"), "Ab3-_9xYz012345 7890aQ"] {
            assert_eq!(token_in(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn nothing_is_a_reference_and_a_token() {
        const REFERENCE: &str = "0123456789abcdef";
        assert!(is_reference(REFERENCE) && token_in(REFERENCE).is_none());
        let all_hex = "0123456789abcdef012345";
        assert!(token_in(all_hex).is_some() && !is_reference(all_hex));
        for wrong in
            ["", "0123456789ABCDEF", "0123456789abcdeg", "0123456789abcde", "0123456789abcdef ", "../../../../home"]
        {
            assert!(!is_reference(wrong), "{wrong}");
        }
    }
}
