from safepassage.cli.main import main

main()
