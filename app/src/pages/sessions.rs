use domain::view::SessionLine;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;

use crate::{
    api::{
        client::marked,
        session::{EndSession, load_sessions},
    },
    components::{Moment, loaded},
};

/// Where one is signed in, and ending it elsewhere: plain forms.
#[component]
pub fn Sessions() -> impl IntoView {
    let sessions = Resource::new_blocking(|| (), |()| load_sessions());
    view! {
        <Title text="Where you are signed in"/>
        <div class="staff__page">
            <h1>"Where you are signed in"</h1>
            <p>"Is there one that you do not know? End it, and ask your administrator to reset your password."</p>
            {loaded(sessions, |sessions| {
                let others = sessions.iter().filter(|it| !it.is_this).count();
                let lines = sessions.into_iter().map(|line| view! { <Line line/> }).collect_view();
                view! {
                    <ul class="nhsuk-list">{lines}</ul>
                    {(others > 1).then(|| view! { <End id=String::new() button="End all others"/> })}
                }
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Line(line: SessionLine) -> impl IntoView {
    let SessionLine { id, device, since, seen, is_this } = line;
    view! {
        <li class="panel">
            <p><strong>{device}</strong>{is_this.then_some(": this one")}</p>
            <p>"Since "<Moment when=since/>", last used "<Moment when=seen/></p>
            {(!is_this).then(|| view! { <End id button="End this"/> })}
        </li>
    }
    .into_any()
}

#[component]
fn End(id: String, button: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=marked(EndSession::url())>
            <input type="hidden" name="id" value=id/>
            <button class="nhsuk-button nhsuk-button--secondary">{button}</button>
        </form>
    }
    .into_any()
}
