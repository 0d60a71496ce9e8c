INSERT INTO makers VALUES (1, 'bell', 'Bell & Sons'), (2, 'moth', 'Moths "united"');
INSERT INTO products VALUES
    (1, 1, 'Lamp', 12.5, 9007199254740993, '2024-05-01 12:00:00.5'),
    (2, 2, 'Kettle', 0.1, 4006381333931, NULL),
    (3, NULL, 'Øre <3', 3, 1, '2024-05-02 00:00:00');
