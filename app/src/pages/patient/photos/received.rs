use domain::{image::View, view::ImageView};
use leptos::{form::ActionForm, prelude::*};
use words::say;

use super::Received;
use crate::features::capture::view_name;

/// The pictures of one view that the server has, each with a way to take it out again.
#[component]
pub fn Pictures(view: View, token: String) -> impl IntoView {
    let received: Received = expect_context();
    let own =
        move || received.images.get().into_iter().filter(|image| image.view == view).enumerate().collect::<Vec<_>>();
    view! {
        <ul class="received" role="list">
            <For each=own key=|(number, image)| (*number, image.id) let((number, image))>
                <li><Picture number=number + 1 image token=token.clone()/></li>
            </For>
        </ul>
    }
    .into_any()
}

#[component]
fn Picture(number: usize, image: ImageView, token: String) -> impl IntoView {
    let Received { remove, .. } = expect_context();
    let (number, name) = (number.to_string(), view_name(image.view));
    view! {
        <img class="received__thumb" src=image.thumb alt=say!("photos.number", number = &number, view = &name)/>
        <ActionForm action=remove>
            <input type="hidden" name="token" value=token/>
            <input type="hidden" name="image" value=image.id.to_string()/>
            <button type="submit" class="link-button" aria-label=say!("photos.remove_photo", number = &number, view = &name)>
                {say!("photos.remove")}
            </button>
        </ActionForm>
    }
    .into_any()
}
