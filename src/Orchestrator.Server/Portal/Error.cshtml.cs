using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Engine;

namespace Orchestrator.Server.Portal;

/// <summary>What went wrong, in a sentence; never how it looks inside.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
public sealed class ErrorModel : PageModel
{
    public int Code { get; private set; }

    /// <summary>What was refused, where that is known; else the sentence of the status says it.</summary>
    public Problem? Problem => PlainFields.Said(HttpContext);

    public string Heading => Code switch
    {
        _ when Problem is not null => "提交的内容不能接受",
        400 => "请求不完整",
        403 => "没有权限",
        404 => "没有这个页面",
        413 => "上传的内容太大",
        429 => "操作太频繁",
        _ => "系统出了问题",
    };

    public string Sentence => Code switch
    {
        400 => "页面可能打开太久，或者浏览器没有保存本站的Cookie。请返回上一页刷新后重新提交；您提交的内容没有保存。",
        403 => "您的岗位不能查看或办理这一内容。如认为应当有权限，请联系系统管理员核对您的岗位。",
        404 => "地址不正确，或者内容不在您的职责范围内。请从菜单重新进入。",
        413 => "上传的内容超过了限制，什么也没有保存。请压缩文件或分次提交。",
        429 => "短时间内请求太多，请稍等一分钟再试。",
        _ => "您的操作没有保存。请稍后重试；如仍不行，请把发生的时间告诉系统管理员。",
    };

    public void OnGet() => Show();

    public void OnPost() => Show();

    /// <summary>The code is read from the route alone: where the form is what went wrong, nothing is bound.</summary>
    private void Show()
    {
        Code = int.Parse((string)RouteData.Values["code"]!, CultureInfo.InvariantCulture);
        Response.StatusCode = Code is >= 400 and < 600 ? Code : 404;
    }
}
