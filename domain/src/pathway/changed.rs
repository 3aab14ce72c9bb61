use crate::forms::Response;

/// What a patient ticks, when they say that it has changed, that a specialist should see at once: growth, colour or shape,
/// bleeding or not healing (domain.md 3.11, 5.8). A service's own version that does not ask it tells the practice alone.
const FLAGS: [&str; 3] = ["growing", "look", "bleeding"];

/// Whether what a patient says has changed goes to the service at once, and not only to the practice.
pub fn changed_urgently(answers: &Response) -> bool {
    FLAGS.iter().any(|flag| answers.is_ticked(flag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::FormKind;

    #[test]
    fn every_flag_is_asked_and_the_words_alone_are_none() {
        let form = FormKind::HasChanged.shipped().unwrap();
        for flag in FLAGS {
            assert!(form.all_items().iter().any(|(item, _)| item.link_id == flag), "{flag} is not asked");
            assert!(changed_urgently(&Response::default().with(flag, "true")), "{flag}");
        }
        assert!(!changed_urgently(&Response::default().with("words", "bleeding")));
    }
}
