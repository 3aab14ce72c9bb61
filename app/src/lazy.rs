/// Makes one area's pages into routes whose code is fetched, together, only when somebody goes to one of them: a
/// patient's phone never downloads a specialist's viewer. One file per area and not per page, because what several
/// files share is cut into further files, one for every combination: 17 pages made 290 of them.
macro_rules! lazy_area {
    ($area:ident, $preload:ident { $($route:ident => $page:path),+ $(,)? }) => {
        #[derive(Debug, Clone, Copy)]
        #[expect(clippy::enum_variant_names, reason = "a page is named by its route")]
        enum Page {
            $($route),+
        }

        #[leptos::lazy]
        fn $area(page: Page) -> leptos::prelude::AnyView {
            match page {
                $(Page::$route => leptos::prelude::IntoAny::into_any($page())),+
            }
        }

        $(
            #[derive(Debug, Clone, Copy)]
            pub struct $route;

            impl leptos_router::LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn view(_this: Self) -> leptos::prelude::AnyView {
                    $area(Page::$route).await
                }

                async fn preload() {
                    #[cfg(target_arch = "wasm32")]
                    $preload().await;
                }
            }
        )+
    };
}
