"""The pieces of the Playground: a model is chosen, asked, and its part looked at beside another one."""
