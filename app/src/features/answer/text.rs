use domain::{
    case::{Answer, Confidence, Nature, WhoActs},
    typed,
};
use leptos::prelude::*;

/// An answer as it is read: whatever it says, labelled.
#[component]
pub fn AnswerText(answer: Answer) -> impl IntoView {
    let who = answer.who_acts.parse().map_or("", WhoActs::label);
    let sure =
        [answer.confidence.parse().map_or("", Confidence::label), answer.nature.parse().map_or("", Nature::label)];
    let sure = sure.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ").to_lowercase();
    let diagnosis =
        if sure.is_empty() { answer.diagnosis } else { format!("{} ({sure})", typed::isolated(&answer.diagnosis)) };
    let weeks = if answer.weeks.is_empty() { String::new() } else { format!("After {} weeks", answer.weeks) };
    let rows = [
        ("Diagnosis", diagnosis),
        ("Why it is downgraded", answer.downgrade_reason),
        ("Plan", answer.advice),
        ("Repeat pictures", weeks),
        ("Who acts", who.to_owned()),
        ("Seek help sooner", answer.safety_net),
        ("Told to the patient", answer.patient_advice),
    ]
    .into_iter()
    .filter(|(_, value)| !value.trim().is_empty())
    .map(|(label, value)| view! { <div class="answered__row"><dt>{label}</dt><dd dir="auto">{value}</dd></div> })
    .collect_view();
    view! { <dl class="answered__text">{rows}</dl> }
}
