use domain::case::{Answer, Outcome, PICTURE_FAULTS};
use leptos::prelude::*;

use super::state::AnswerFormState;

/// What is wrong with the pictures, picked from the list; the message to whoever takes new ones writes itself.
#[component]
pub fn Faults(form: AnswerFormState) -> impl IntoView {
    let ticks = PICTURE_FAULTS
        .iter()
        .enumerate()
        .map(|(i, &(name, label))| {
            let id = if i == 0 { "picture_faults".to_owned() } else { format!("fault-{name}") };
            let ticked = move || form.answer.with(|answer| has(answer, name));
            view! {
                <div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" type="checkbox" id=id.clone() name="faults[]" value=name
                        checked=ticked prop:checked=ticked
                        on:change=move |_| form.answer.update(|answer| toggle(answer, name, label))/>
                    <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{label}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="nhsuk-fieldset nhsuk-form-group answer__faults">
            <legend class="nhsuk-fieldset__legend">"What is wrong with the pictures"</legend>
            <input type="hidden" name="answer[picture_faults]" value=move || form.answer.with(|a| a.picture_faults.clone())/>
            <div class="nhsuk-checkboxes nhsuk-checkboxes--small">{ticks}</div>
        </fieldset>
    }
    .into_any()
}

fn has(answer: &Answer, fault: &str) -> bool {
    answer.picture_faults.split_whitespace().any(|each| each == fault)
}

/// Adds or takes away a fault, and its line in the request for new pictures.
fn toggle(answer: &mut Answer, fault: &str, label: &str) {
    let line = format!("{}: {}", label, ask(fault));
    let mut faults: Vec<&str> = answer.picture_faults.split_whitespace().collect();
    if has(answer, fault) {
        faults.retain(|each| *each != fault);
        answer.advice = answer.advice.lines().filter(|each| *each != line).collect::<Vec<_>>().join("\n");
    } else {
        faults.push(fault);
        if answer.chosen() == Some(Outcome::MoreInformation) {
            if !answer.advice.is_empty() && !answer.advice.ends_with('\n') {
                answer.advice.push('\n');
            }
            answer.advice.push_str(&line);
        }
    }
    answer.picture_faults = faults.join(" ");
}

/// What to ask for, in words that a practice can pass on to a patient.
fn ask(fault: &str) -> &'static str {
    match fault {
        "blur" => "please hold the phone still, tap the screen on the spot and take it again.",
        "lighting" => "please take it again in daylight, without direct sun or flash.",
        "framing" => "please take it again with the whole spot in the middle of the picture.",
        "distance" => "please take it again from about 20 cm away.",
        "low_resolution" => "please send the full-size picture, not a copy from a message.",
        "obstruction" => "please move hair, clothes or jewellery out of the way.",
        "shadow" => "please turn so that no shadow falls on the skin.",
        "wrong_view" => "please send one picture from further away and one close up.",
        "wrong_site" => "please take a picture of the place that the question is about.",
        "no_scale" => "please lay a ruler or a coin beside it.",
        _ => "please take it again.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_follows_the_ticks() {
        let mut answer =
            Answer { outcome: "more_information".into(), advice: "Thank you.".into(), ..Answer::default() };
        toggle(&mut answer, "blur", "Blurred");
        assert_eq!(answer.picture_faults, "blur");
        assert!(answer.advice.starts_with("Thank you.\nBlurred: please hold"));
        toggle(&mut answer, "blur", "Blurred");
        assert_eq!(answer.picture_faults, "");
        assert_eq!(answer.advice, "Thank you.");
    }

    #[test]
    fn every_fault_has_its_own_request() {
        for (fault, _) in PICTURE_FAULTS {
            assert_ne!(ask(fault), ask("something else"), "{fault}");
        }
    }
}
