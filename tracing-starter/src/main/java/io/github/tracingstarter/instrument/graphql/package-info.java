/**
 * Shapes the spans of Spring's observations of GraphQL.
 */
@NullMarked
package io.github.tracingstarter.instrument.graphql;

import org.jspecify.annotations.NullMarked;
