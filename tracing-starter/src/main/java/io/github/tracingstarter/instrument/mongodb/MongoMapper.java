package io.github.tracingstarter.instrument.mongodb;

import java.util.Set;

import com.mongodb.MongoServerException;
import com.mongodb.observability.micrometer.MongodbObservation;
import com.mongodb.observability.micrometer.MongodbObservationContext;
import io.github.tracingstarter.instrument.ObservationMapper;
import io.micrometer.observation.ObservationView;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Describes MongoDB commands. The driver observes the application's operation and each
 * command, usually one, that it sends for the operation. Only the commands know the
 * server. Values of queries are never added to a span.
 */
final class MongoMapper implements ObservationMapper<MongodbObservationContext> {

	private static final Set<String> REPLACED = Set.of("db.system.name", "db.namespace", "db.collection.name",
			"db.command.name", "db.operation.name", "db.operation.summary", "db.query.summary", "network.transport",
			"server.address", "server.port", "db.response.status_code", "db.mongodb.driver_connection_id",
			"db.mongodb.server_connection_id", "db.mongodb.cursor_id", "db.mongodb.txn_number", "db.mongodb.lsid",
			"exception.message", "exception.type", "exception.stacktrace");

	private final MongoTracingProperties properties;

	MongoMapper(MongoTracingProperties properties) {
		this.properties = properties;
	}

	@Override
	public Class<MongodbObservationContext> contextType() {
		return MongodbObservationContext.class;
	}

	@Override
	public boolean isNoise(MongodbObservationContext context) {
		return context.getObservationType() != MongodbObservation.MONGODB_COMMAND
				|| !(this.properties.withoutParent() || isWithinTrace(context));
	}

	/**
	 * Returns whether a command is within a trace. It may be observed on a thread of the
	 * driver, but the enclosing observation of the operation has the span that was
	 * current when it started.
	 */
	private static boolean isWithinTrace(MongodbObservationContext context) {
		if (Span.current().getSpanContext().isValid()) {
			return true;
		}
		ObservationView parent = context.getParentObservation();
		TracingContext tracing = (parent != null) ? parent.getContextView().get(TracingContext.class) : null;
		return tracing != null && tracing.getSpan() != null;
	}

	@Override
	public SpanKind kind(MongodbObservationContext context) {
		return SpanKind.CLIENT;
	}

	@Override
	public String name(MongodbObservationContext context) {
		String command = command(context);
		String target = (context.getCollectionName() != null) ? context.getCollectionName() : context.getDatabaseName();
		return (target != null) ? command + " " + target : command;
	}

	/**
	 * Returns the name of the command. Before it is sent, only the name of the
	 * observation contains it.
	 */
	private static String command(MongodbObservationContext context) {
		@Nullable String command = context.getCommandName();
		return (command != null) ? command : String.valueOf(context.getContextualName());
	}

	@Override
	public void describe(MongodbObservationContext context, AttributesBuilder attributes) {
		attributes.put(DbAttributes.DB_SYSTEM_NAME, "mongodb");
		attributes.put(DbAttributes.DB_OPERATION_NAME, command(context));
	}

	/**
	 * Adds the details that the driver provides only after the start.
	 */
	@Override
	public void complete(MongodbObservationContext context, Span span) {
		span.updateName(name(context));
		span.setAttribute(DbAttributes.DB_OPERATION_NAME, command(context));
		if (context.getDatabaseName() != null) {
			span.setAttribute(DbAttributes.DB_NAMESPACE, context.getDatabaseName());
		}
		if (context.getCollectionName() != null) {
			span.setAttribute(DbAttributes.DB_COLLECTION_NAME, context.getCollectionName());
		}
		if (context.getServerAddress() != null) {
			span.setAttribute(ServerAttributes.SERVER_ADDRESS, context.getServerAddress().getHost());
			span.setAttribute(ServerAttributes.SERVER_PORT, (long) context.getServerAddress().getPort());
		}
		if (context.getError() instanceof MongoServerException refused) {
			span.setAttribute(DbAttributes.DB_RESPONSE_STATUS_CODE, String.valueOf(refused.getCode()));
		}
	}

	@Override
	public Set<String> replacedKeys() {
		return REPLACED;
	}

	@Override
	public @Nullable String replacedName(MongodbObservationContext context) {
		return context.getContextualName();
	}

}
