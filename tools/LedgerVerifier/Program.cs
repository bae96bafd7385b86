using PracticeAspire.LedgerVerifier;

return CommandLine.Run(args, Console.Out, Console.Error);
