package io.github.tracingstarter.ui.traces;

/**
 * A part of a query. Its text is unambiguous: the page reads a query in the same way.
 */
sealed interface QueryNode
		permits QueryParser.All, QueryParser.Any, QueryParser.Not, QueryParser.Text, QueryParser.Comparison {

}
