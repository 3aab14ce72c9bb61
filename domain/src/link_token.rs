//! The secret part of a patient's or a phone's link, as it comes back: typed off a letter, copied with the sentence's full
//! stop, cut short by a program that wraps lines.

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
}
