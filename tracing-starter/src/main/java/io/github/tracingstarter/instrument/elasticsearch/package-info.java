/**
 * Traces the requests of the client of Elasticsearch.
 */
@NullMarked
package io.github.tracingstarter.instrument.elasticsearch;

import org.jspecify.annotations.NullMarked;
