using MailKit;
using MailKit.Net.Smtp;

namespace PracticeAspire.Notifications.Mail;

/// <summary>What went wrong with a mail, in a sentence without an address, and whether trying again is of no use.</summary>
internal static class MailTrouble
{
    // What a server says in words often repeats the address, so only its numbers are kept (RFC 5321, 4.2.1: 5yz is for good).
    public static (string Reason, bool ForGood) Of(Exception failure) => failure switch
    {
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted } refused when (int)refused.StatusCode >= 500 =>
            ($"The mail server refused it for good ({(int)refused.StatusCode}).", true),
        SmtpCommandException refused => ($"The mail server refused it for now ({(int)refused.StatusCode}).", false),
        MailKit.Security.AuthenticationException => ("The mail server did not accept our password.", false),
        OperationCanceledException or TimeoutException => ("The mail server took too long.", false),
        ProtocolException => ("The mail server hung up.", false),
        _ => ($"The mail server could not be reached ({failure.GetType().Name}).", false),
    };
}
