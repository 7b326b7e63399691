package io.github.tracingstarter.instrument.r2dbc;

import io.github.tracingstarter.sql.Database;
import io.micrometer.observation.Observation;
import io.r2dbc.proxy.core.ExecutionType;
import io.r2dbc.proxy.core.QueryExecutionInfo;
import io.r2dbc.proxy.listener.ProxyExecutionListener;
import io.r2dbc.proxy.observation.QueryContext;

/**
 * Adds details to the observation of a statement: the database, and how often the
 * statement is run.
 */
final class QueryDetails implements ProxyExecutionListener {

	/** The key under which an observation has the number of executions. */
	static final Object SIZE = QueryDetails.class;

	private final Database database;

	QueryDetails(Database database) {
		this.database = database;
	}

	@Override
	public void beforeQuery(QueryExecutionInfo execution) {
		Observation observation = execution.getValueStore().get(Observation.class, Observation.class);
		if (observation != null && observation.getContextView() instanceof QueryContext context) {
			context.put(Database.class, this.database);
			int size = (execution.getType() == ExecutionType.BATCH) ? execution.getBatchSize()
					: execution.getBindingsSize();
			context.put(SIZE, Math.max(size, 1));
			CountedRows.RowCount rows = new CountedRows.RowCount();
			context.put(CountedRows.RowCount.class, rows);
			execution.getValueStore().put(CountedRows.RowCount.class, rows);
		}
	}

}
