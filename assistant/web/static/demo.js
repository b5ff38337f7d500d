// The page's buttons put their questions to the chat window. Without it they lead to the plain chat.

for (const button of document.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", (event) => {
    const chat = document.querySelector("membership-chat");
    if (typeof chat?.ask !== "function") return;
    event.preventDefault();
    if (button.dataset.ask) chat.ask(button.dataset.ask);
    else chat.open();
  });
}
