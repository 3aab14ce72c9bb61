use domain::case::Problem;
use leptos::{html, prelude::*};
use ui::focus::focus_soon;

/// What is wrong, on top of a form: takes the focus when it appears, each sentence a link to its field.
#[component]
pub fn ErrorSummary(
    #[prop(into)] problems: Signal<Vec<Problem>>,
    #[prop(default = "There is a problem".to_owned())] title: String,
) -> impl IntoView {
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if !problems.get().is_empty()
            && let Some(summary) = summary.get()
        {
            // A browser that cannot move the focus still shows the summary first on the page.
            let _ = summary.focus();
        }
    });
    view! {
        <Show when=move || !problems.get().is_empty()>
            <div class="nhsuk-error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="error-summary" node_ref=summary>
                <h2 class="nhsuk-error-summary__title" id="error-summary">{title.clone()}</h2>
                <div class="nhsuk-error-summary__body">
                    <ul class="nhsuk-list nhsuk-error-summary__list"><ProblemLinks problems/></ul>
                </div>
            </div>
        </Show>
    }
}

/// What is wrong or missing, each sentence a link to its field: the items of a list.
#[component]
pub fn ProblemLinks(problems: Signal<Vec<Problem>>) -> impl IntoView {
    move || {
        let link = |problem: Problem| {
            let address = format!("#{}", problem.field);
            // A plain link only scrolls, and cannot reach into a folded group.
            let go = move |_| focus_soon(problem.field.clone());
            view! { <li><a href=address on:click=go>{problem.message}</a></li> }
        };
        problems.get().into_iter().map(link).collect_view()
    }
}
