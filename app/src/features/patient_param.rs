use domain::ids::PatientId;
use leptos_router::hooks::use_params_map;

use leptos::prelude::Read;

/// The patient that the address names; None where it names none.
pub fn use_patient() -> impl Fn() -> Option<PatientId> + Copy + Send + Sync + 'static {
    let params = use_params_map();
    move || params.read().get("patient")?.parse().ok()
}
