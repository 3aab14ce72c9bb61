use domain::case::{Answer, Answerable, Outcome};
use leptos::{ev, prelude::*};
use ui::focus::focus_soon;

use super::state::AnswerFormState;

/// How many outcomes stand in the bar; the rest are one tap further.
const IN_BAR: usize = 6;
/// One key per outcome, in the outcomes' order. The digit 0 belongs to the viewer: it fits the picture.
const KEYS: &[u8] = b"123456789qwertyuiopk";

/// Whether single keys choose an outcome; a person can turn that off (WCAG 2.1.4), and it stays off from case to case.
#[derive(Debug, Clone, Copy)]
pub struct OneKey(pub RwSignal<bool>);

impl OneKey {
    /// Makes it known to every page of the area.
    pub fn provide() -> Self {
        let one_key = Self(RwSignal::new(true));
        provide_context(one_key);
        one_key
    }

    /// The area's own; a new one where a page stands alone.
    pub fn of_area() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }
}

/// The key of an outcome.
fn key(outcome: Outcome) -> Option<char> {
    let place = Outcome::ALL.iter().position(|&each| each == outcome)?;
    KEYS.get(place).map(|&key| char::from(key))
}

/// The outcome of a key.
pub fn of_key(pressed: &str) -> Option<Outcome> {
    Outcome::ALL
        .iter()
        .copied()
        .find(|&outcome| key(outcome).is_some_and(|key| pressed.eq_ignore_ascii_case(&key.to_string())))
}

/// What can be answered to a request, in the order of the bar: taking a patient off the suspected cancer pathway stands
/// beside keeping them on it.
fn shown(case: &Answerable) -> Vec<Outcome> {
    let mut shown: Vec<Outcome> = Outcome::ALL.iter().copied().filter(|outcome| case.offers(*outcome)).collect();
    if let Some(last) = shown.iter().position(|outcome| *outcome == Outcome::Downgrade) {
        let downgrade = shown.remove(last);
        let keep = shown.iter().position(|outcome| *outcome == Outcome::UpgradeToCancer).map_or(0, |keep| keep + 1);
        shown.insert(keep, downgrade);
    }
    shown
}

/// The bar below the pictures: outcomes in the order most used.
#[component]
pub fn OutcomeBar(form: AnswerFormState, #[prop(into)] keys: Signal<bool>) -> impl IntoView {
    let choice = move |outcome| view! { <OutcomeChoice form outcome keys/> };
    let shown = form.answerable.with_value(shown);
    let often = shown.iter().take(IN_BAR).copied().map(choice).collect_view();
    let rarely = shown.iter().skip(IN_BAR).copied().map(choice).collect_view();
    view! {
        <fieldset class="outcomes" id="outcome" tabindex="-1">
            <legend class="nhsuk-u-visually-hidden">"Outcome"</legend>
            {often}
            <details class="outcomes__more">
                <summary>"More outcomes"</summary>
                <div class="outcomes__list">{rarely}</div>
            </details>
        </fieldset>
    }
    .into_any()
}

#[component]
fn OutcomeChoice(form: AnswerFormState, outcome: Outcome, keys: Signal<bool>) -> impl IntoView {
    let chosen = move || form.outcome() == Some(outcome);
    // A pointer's press goes on to the text; moving through the choices with the arrow keys stays in the bar. What is
    // pressed for the first time is chosen only after its click.
    let by_pointer = StoredValue::new(false);
    let pressed = move |event: ev::MouseEvent| {
        by_pointer.set_value(event.detail() > 0);
        if event.detail() > 0 && form.answer.with_untracked(Answer::chosen) == Some(outcome) {
            focus_soon(form.first_gap());
        }
    };
    let choose = move |_| {
        form.choose(outcome);
        if by_pointer.get_value() {
            focus_soon(form.first_gap());
        }
    };
    let id = format!("outcome-{}", outcome.as_str());
    let label_for = id.clone();
    let key = key(outcome).map(String::from);
    // What is suspected already is kept on its pathway, and without authority the practice is asked to refer.
    let label = form.answerable.with_value(|case| case.meaning(outcome, None)).choice();
    view! {
        <label class="outcome" class:outcome--chosen=chosen for=label_for>
            <input class="outcome__input" type="radio" id=id form="answer-form" name="answer[outcome]"
                value=outcome.as_str() checked=form.answer.with_untracked(|a| a.outcome == outcome.as_str())
                prop:checked=chosen on:change=choose on:click=pressed/>
            <span>{label}</span>
            <kbd class="outcome__key" class:outcome__key--off=move || !keys.get() aria-hidden="true">{key}</kbd>
        </label>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::case::Kind;

    use super::*;

    #[test]
    fn a_downgrade_stands_beside_keeping_and_nowhere_else() {
        let shown = |kind| shown(&Answerable { kind, ..Answerable::default() });
        let cancer = shown(Kind::Cancer);
        let keep = cancer.iter().position(|outcome| *outcome == Outcome::UpgradeToCancer).expect("it is there");
        assert_eq!(cancer[keep + 1], Outcome::Downgrade);
        assert!(keep + 1 < IN_BAR && !cancer.contains(&Outcome::CommunityDermatology));
        for kind in [Kind::Advice, Kind::Assessment] {
            assert!(!shown(kind).contains(&Outcome::Downgrade));
        }
    }

    #[test]
    fn every_outcome_has_its_own_key() {
        for &outcome in Outcome::ALL {
            let key = key(outcome).expect("there are as many keys as outcomes");
            assert_eq!(of_key(&key.to_string()), Some(outcome));
        }
        assert_eq!(of_key("0"), None);
        assert_eq!(of_key("Enter"), None);
    }
}
