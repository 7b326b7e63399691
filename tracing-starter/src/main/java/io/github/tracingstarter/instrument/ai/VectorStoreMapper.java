package io.github.tracingstarter.instrument.ai;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.DbAttributes;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;

import org.springframework.util.StringUtils;

/**
 * Describes an operation of a vector store like that of any other database. The query is
 * omitted because it is part of a conversation, and the filter because it contains
 * values.
 */
final class VectorStoreMapper extends AiMapper<VectorStoreObservationContext> {

	private static final AttributeKey<Long> ROWS = AttributeKey.longKey("db.response.returned_rows");

	private static final AttributeKey<Long> DIMENSIONS = AttributeKey.longKey("db.vector.dimension_count");

	private static final AttributeKey<Long> TOP_K = AttributeKey.longKey("db.vector.query.top_k");

	private static final AttributeKey<Double> THRESHOLD = AttributeKey
		.doubleKey("db.vector.query.similarity_threshold");

	private static final Map<String, String> SYSTEMS = Map.of("pg_vector", "postgresql", "oracle", "oracle.db");

	private static final Set<String> REPLACED = Set.of("spring.ai.kind", "db.system", "db.operation.name",
			"db.collection.name", "db.namespace", DIMENSIONS.getKey(), TOP_K.getKey(), THRESHOLD.getKey(),
			"db.vector.query.content", "db.vector.query.filter");

	VectorStoreMapper(Content content) {
		super(content);
	}

	@Override
	public Class<VectorStoreObservationContext> contextType() {
		return VectorStoreObservationContext.class;
	}

	@Override
	public SpanKind kind(VectorStoreObservationContext context) {
		return SpanKind.CLIENT;
	}

	@Override
	public String name(VectorStoreObservationContext context) {
		return GenAi.name(context.getOperationName(),
				StringUtils.hasText(context.getCollectionName()) ? context.getCollectionName() : system(context));
	}

	@Override
	public void describe(VectorStoreObservationContext context, AttributesBuilder attributes) {
		attributes.put(DbAttributes.DB_SYSTEM_NAME, system(context));
		attributes.put(DbAttributes.DB_OPERATION_NAME, context.getOperationName());
		if (StringUtils.hasText(context.getCollectionName())) {
			attributes.put(DbAttributes.DB_COLLECTION_NAME, context.getCollectionName());
		}
		if (StringUtils.hasText(context.getNamespace())) {
			attributes.put(DbAttributes.DB_NAMESPACE, context.getNamespace());
		}
		if (context.getDimensions() != null && context.getDimensions() > 0) {
			attributes.put(DIMENSIONS, context.getDimensions().longValue());
		}
	}

	@Override
	public void complete(VectorStoreObservationContext context, Span span) {
		SearchRequest request = context.getQueryRequest();
		if (request != null) {
			span.setAttribute(TOP_K, (long) request.getTopK());
			if (request.getSimilarityThreshold() > 0) {
				span.setAttribute(THRESHOLD, request.getSimilarityThreshold());
			}
			this.content.addQuery(span, request.getQuery());
		}
		List<Document> found = context.getQueryResponse();
		if (found != null) {
			span.setAttribute(ROWS, (long) found.size());
		}
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public String replacedName(VectorStoreObservationContext context) {
		return context.getDatabaseSystem() + ' ' + context.getOperationName();
	}

	private static String system(VectorStoreObservationContext context) {
		return SYSTEMS.getOrDefault(context.getDatabaseSystem(), context.getDatabaseSystem());
	}

}
