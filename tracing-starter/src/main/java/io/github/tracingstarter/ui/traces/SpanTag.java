package io.github.tracingstarter.ui.traces;

import java.util.Locale;
import java.util.Set;

import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * The short tag that says what a span calls, if its category alone would be misleading:
 * not every call is over HTTP, and not every database understands SQL.
 */
final class SpanTag {

	private static final AttributeKey<String> RPC = AttributeKey.stringKey("rpc.system");

	private static final AttributeKey<String> RPC_NAME = AttributeKey.stringKey("rpc.system.name");

	private static final Set<String> WITHOUT_SQL = Set.of("mongodb", "couchbase", "couchdb", "elasticsearch",
			"opensearch", "neo4j", "aws.dynamodb", "influxdb", "hbase", "azure.cosmosdb", "gcp.firestore", "simple",
			"chroma", "milvus", "pinecone", "qdrant", "weaviate", "typesense");

	private SpanTag() {
	}

	static @Nullable String of(StoredSpan span, Category category) {
		Attributes attributes = span.attributes();
		return switch (category) {
			case CLIENT, INTERNAL -> ofCall(attributes, category);
			case CACHE -> ofCache(attributes.get(SpanKeys.DB_SYSTEM));
			case DB -> WITHOUT_SQL.contains(String.valueOf(attributes.get(SpanKeys.DB_SYSTEM))) ? "DB" : null;
			case SERVER -> (rpc(attributes) != null) ? "RPC" : null;
			default -> null;
		};
	}

	private static @Nullable String ofCall(Attributes attributes, Category category) {
		if (has(attributes, "gen_ai.")) {
			return "AI";
		}
		if (category == Category.INTERNAL) {
			return null;
		}
		String rpc = rpc(attributes);
		if (rpc != null) {
			return rpc.equals("grpc") ? "gRPC" : "RPC";
		}
		if (has(attributes, "graphql.")) {
			return "GQL";
		}
		boolean http = attributes.get(SpanKeys.METHOD) != null || has(attributes, "http.") || has(attributes, "url.");
		return http ? null : "CALL";
	}

	private static @Nullable String rpc(Attributes attributes) {
		String system = attributes.get(RPC);
		return (system != null) ? system : attributes.get(RPC_NAME);
	}

	private static @Nullable String ofCache(@Nullable String system) {
		return (system != null && system.length() <= 6) ? system.toUpperCase(Locale.ROOT) : null;
	}

	private static boolean has(Attributes attributes, String prefix) {
		return TextSearch.any(attributes, (key, value) -> key.startsWith(prefix));
	}

}
