use capture::{Queue, view_name};
use domain::{ids::ImageId, image::View, view::ImageView};
use leptos::{ev, prelude::*, server_fn::ServerFn};
use locales::say;
use viewer::ClipMark;

use super::checklist::Received;
use crate::api::patient::RemovePicture;

/// The pictures of one view that the server has, each with a way to take it out again.
#[component]
pub fn Pictures(view: View, link: String) -> impl IntoView {
    let received: Received = expect_context();
    let own =
        move || received.images.get().into_iter().filter(|image| image.view == view).enumerate().collect::<Vec<_>>();
    view! {
        <ul class="received" role="list">
            <For each=own key=|(number, image)| (*number, image.id) let((number, image))>
                <li><ReceivedPicture number=number + 1 image link=link.clone()/></li>
            </For>
        </ul>
    }
    .into_any()
}

#[component]
fn ReceivedPicture(number: usize, image: ImageView, link: String) -> impl IntoView {
    let (received, queue): (Received, Queue) = (expect_context(), Queue::of_page());
    let (number, name) = (number.to_string(), view_name(image.view));
    let of = link.clone();
    let remove = move |event: ev::SubmitEvent| {
        event.prevent_default();
        take_out(received, queue, of.clone(), image.id);
    };
    view! {
        <img class="received__thumb" src=image.thumb alt=say!("photos.number", number = &number, view = &name)/>
        {image.clip.map(|clip| view! { <ClipMark clip/> })}
        <details class="remove">
            <summary class="link-button" aria-label=say!("photos.remove_photo", number = &number, view = &name)>{say!("photos.remove")}</summary>
            <p>{say!("photos.remove_sure")}</p>
        <form method="post" action=RemovePicture::url() on:submit=remove>
            <input type="hidden" name="link" value=link/>
            <input type="hidden" name="image" value=image.id.to_string()/>
            <button type="submit" class="link-button">{say!("photos.remove_yes")}</button>
        </form>
        </details>
    }
    .into_any()
}

/// The same post as the form's own, without leaving the page.
fn take_out(received: Received, queue: Queue, link: String, image: ImageId) {
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async move {
        let fields = [("link", &*link), ("image", &*image.to_string())];
        if crate::browser::form::post(RemovePicture::url(), &fields).await {
            received.refresh(queue);
            // The button that was pressed goes with its picture: the focus must not.
            ui::focus::focus_soon("photos-needed".to_owned());
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (received, queue, link, image);
}
