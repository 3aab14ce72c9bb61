use domain::ids::CaseId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The case that the address names; None where it names none.
pub fn use_case() -> impl Fn() -> Option<CaseId> + Copy + Send + Sync + 'static {
    let params = use_params_map();
    move || params.read().get("case")?.parse().ok()
}
