using Microsoft.Playwright;

namespace Orchestrator.Server.Tests.Browser;

/// <summary>What must hold on any page that somebody looks at.</summary>
internal static class Looks
{
    /// <summary>Sentences; empty where nothing is wrong.</summary>
    public static Task<string[]> Of(IPage page) => page.EvaluateAsync<string[]>("""
        () => {
            const wrong = [];
            const seen = one => one.checkVisibility() && !one.closest('.unseen');
            if (document.documentElement.lang !== 'zh-CN') wrong.push('its language is not zh-CN');
            if (!document.title) wrong.push('it has no title');
            if (document.querySelectorAll('h1').length !== 1) wrong.push('it has not one heading of first rank');
            const room = document.documentElement.scrollWidth - document.documentElement.clientWidth;
            if (room > 0) wrong.push(`it scrolls sideways by ${room} px`);
            for (const one of document.querySelectorAll('input, select, textarea'))
                if (one.type !== 'hidden' && seen(one) && !(one.labels?.length || one.ariaLabel))
                    wrong.push(`the field ${one.name} has no label`);
            for (const one of document.querySelectorAll('button, a[href]'))
                if (seen(one) && !one.textContent.trim() && !one.ariaLabel) wrong.push('a button or link says nothing');
            for (const one of document.querySelectorAll('button, .button, main input, main select'))
                if (seen(one) && !['radio', 'checkbox', 'hidden'].includes(one.type)
                    && one.getBoundingClientRect().height < 43)
                    wrong.push(`a thumb misses ${one.name || one.textContent.trim()}`);
            const text = document.body.innerText;
            for (const stored of [
                /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/i, /\d{4}-\d\d-\d\dT\d\d/, /\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b/,
                /\bundefined\b|\bnull\b|\bNaN\b/, /\{\{/])
                if (stored.test(text)) wrong.push(`it shows what is only stored: ${text.match(stored)[0]}`);
            return wrong;
        }
        """);
}
