// Long lists of boxes: typing shows those that match, and how many are ticked stands beside. Without this script the
// whole list is there.
for (const search of document.querySelectorAll('[data-narrows]')) {
  const list = document.getElementById(search.dataset.narrows);
  const count = document.querySelector(`[data-counts="${search.dataset.narrows}"]`);
  const tell = () => { count.textContent = `已选 ${list.querySelectorAll(':checked').length} 个`; };
  search.hidden = false;
  search.addEventListener('input', () => {
    const wanted = search.value.trim().toLowerCase();
    for (const choice of list.children) choice.hidden = !choice.textContent.toLowerCase().includes(wanted);
  });

  // Enter would send the whole form.
  search.addEventListener('keydown', key => { if (key.key === 'Enter') key.preventDefault(); });
  list.addEventListener('change', tell);
  tell();
}

// Enter, or the Go key of a phone, presses the first button of a form, which only keeps what was typed: the page would
// come back without the files that were chosen. It leads to the next field instead; an answer takes its own button.
for (const form of document.querySelectorAll('form#answer')) {
  form.addEventListener('submit', sending => {
    // What is too large is not even read by the server, and what was typed beside it would be gone.
    const files = [...form.querySelectorAll('input[type=file]')].flatMap(input => [...input.files]);
    const size = files.reduce((sum, file) => sum + file.size, 0);
    for (const note of form.querySelectorAll('[data-too-large]')) {
      note.hidden = size <= Number(note.dataset.tooLarge);
      if (!note.hidden) sending.preventDefault();
    }

    if (!sending.submitter?.classList.contains('unseen')) return;
    sending.preventDefault();
    const fields = [...form.querySelectorAll('input:not([type=hidden]), select, textarea, .buttons button')];
    fields[fields.indexOf(document.activeElement) + 1]?.focus();
  });
}
