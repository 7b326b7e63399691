package io.github.tracingstarter.instrument.r2dbc;

import io.r2dbc.proxy.callback.ProxyFactory;
import io.r2dbc.proxy.callback.QueriesExecutionContext;
import io.r2dbc.proxy.core.ConnectionInfo;
import io.r2dbc.proxy.core.QueryExecutionInfo;
import io.r2dbc.proxy.core.StatementInfo;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;

/**
 * Counts the rows that are read. The application gets the driver's own rows if nothing
 * else listens, because a proxy of each row costs more than all other tracing of a
 * statement.
 */
final class CountedRows implements ProxyFactory {

	private final ProxyFactory delegate;

	private final boolean direct;

	/**
	 * Creates a factory.
	 * @param delegate creates the proxies
	 * @param direct whether rows have no proxies
	 */
	CountedRows(ProxyFactory delegate, boolean direct) {
		this.delegate = delegate;
		this.direct = direct;
	}

	@Override
	public ConnectionFactory wrapConnectionFactory(ConnectionFactory connectionFactory) {
		return this.delegate.wrapConnectionFactory(connectionFactory);
	}

	@Override
	public Connection wrapConnection(Connection connection, ConnectionInfo connectionInfo) {
		return this.delegate.wrapConnection(connection, connectionInfo);
	}

	@Override
	public Batch wrapBatch(Batch batch, ConnectionInfo connectionInfo) {
		return this.delegate.wrapBatch(batch, connectionInfo);
	}

	@Override
	public Statement wrapStatement(Statement statement, StatementInfo statementInfo, ConnectionInfo connectionInfo) {
		return this.delegate.wrapStatement(statement, statementInfo, connectionInfo);
	}

	@Override
	public Result wrapResult(Result result, QueryExecutionInfo execution, QueriesExecutionContext executions) {
		return this.delegate.wrapResult(result, execution, executions);
	}

	@Override
	public Row wrapRow(Row row, QueryExecutionInfo execution) {
		count(execution);
		return this.direct ? row : this.delegate.wrapRow(row, execution);
	}

	/**
	 * Avoids a proxy of the segment, which would request a proxy of its row.
	 */
	@Override
	public Result.RowSegment wrapRowSegment(Result.RowSegment segment, QueryExecutionInfo execution) {
		if (!this.direct) {
			return this.delegate.wrapRowSegment(segment, execution);
		}
		count(execution);
		return segment;
	}

	private static void count(QueryExecutionInfo execution) {
		RowCount count = execution.getValueStore().get(RowCount.class, RowCount.class);
		if (count != null) {
			count.rows++;
		}
	}

	/**
	 * The number of rows in one execution, which arrive one after another.
	 */
	static final class RowCount {

		private long rows;

		long rows() {
			return this.rows;
		}

	}

}
