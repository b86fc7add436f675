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
