package dev.berth.neighbours;

import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import java.io.StringReader;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Icecast's {@code icecast.xml}: the port and address of every {@code listen-socket}. One with a
 * {@code shoutcast-mount} listens on the next port too. Entities are not resolved, and nothing is
 * fetched.
 */
record IcecastXml(String file) {
    private static final int LONGEST = 256;

    List<Reservation> read(String text) throws BadNeighbour {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        var declared = new Declarations(file, "Icecast");
        try {
            sockets(factory.createXMLStreamReader(new StringReader(text)), declared);
        } catch (XMLStreamException bad) {
            var place = bad.getLocation();
            throw declared.bad(
                    place == null ? 0 : place.getLineNumber(),
                    "this is no well-formed XML; mend it there");
        }
        return declared.found();
    }

    /** What one listen-socket says, as far as it is read. */
    private static final class Socket {
        private @Nullable PortRange port;
        private String address = "";
        private boolean shoutcast;
        private int line;
    }

    private static void sockets(XMLStreamReader xml, Declarations declared)
            throws XMLStreamException, BadNeighbour {
        Socket socket = null;
        var text = new StringBuilder();
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    text.setLength(0);
                    if (xml.getLocalName().equals("listen-socket")) {
                        socket = new Socket();
                        socket.line = xml.getLocation().getLineNumber();
                    }
                }
                case XMLStreamConstants.CHARACTERS -> {
                    if (text.length() < LONGEST) {
                        text.append(xml.getText());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (socket != null) {
                        said(xml, socket, text.toString().strip(), declared);
                    }
                    socket = xml.getLocalName().equals("listen-socket") ? null : socket;
                    text.setLength(0);
                }
                default -> {}
            }
        }
    }

    private static void said(XMLStreamReader xml, Socket socket, String text, Declarations declared)
            throws BadNeighbour {
        int line = xml.getLocation().getLineNumber();
        switch (xml.getLocalName()) {
            case "port" -> {
                socket.port = declared.ports(text, line);
                socket.line = line;
            }
            case "bind-address" -> socket.address = text;
            case "shoutcast-mount" -> socket.shoutcast = true;
            case "listen-socket" -> add(socket, declared);
            default -> {}
        }
    }

    private static void add(Socket socket, Declarations declared) throws BadNeighbour {
        var port = socket.port;
        if (port == null) {
            return;
        }
        var address = declared.address(socket.address, socket.line);
        declared.add("Icecast", Transport.TCP, address, port, "listeners", socket.line);
        if (socket.shoutcast && port.last() < 65_535) {
            var next = PortRange.of(port.last() + 1);
            declared.add("Icecast", Transport.TCP, address, next, "Shoutcast sources", socket.line);
        }
    }
}
