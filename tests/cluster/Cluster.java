import java.io.BufferedReader;
import java.io.InputStreamReader;

import org.codelibs.opensearch.runner.OpenSearchRunner;

/** Three nodes on loopback, ports 9201 to 9203; obeys `stop 3` on stdin, and ends with it. */
public class Cluster {
    public static void main(final String[] arguments) throws Exception {
        final OpenSearchRunner runner = new OpenSearchRunner();
        runner.build(OpenSearchRunner.newConfigs().basePath(arguments[0]).numOfNode(3).baseHttpPort(9200)
                .clusterName("searcher-test"));
        final BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            runner.getNode(Integer.parseInt(order.replaceAll("\\D", "")) - 1).close();
        }
        System.exit(0);
    }
}
